// Makes any accent colour readable: text on it, and the accent as text, keep 4.5:1.

const PAPER = { light: [255, 254, 251], dark: [27, 35, 34] };

function brightness(rgb) {
  const [r, g, b] = rgb
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a, b) {
  const [low, high] = [brightness(a), brightness(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Any CSS colour as red, green and blue, or null if it is none. */
function parse(colour) {
  if (!colour || !CSS.supports("color", colour)) return null;
  const brush = document.createElement("canvas").getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** The custom properties for an accent colour in a theme, none if it is no colour. */
export function accentProperties(colour, theme) {
  let accent = parse(colour);
  if (!accent) return {};
  const [paper, towards] = theme === "dark" ? [PAPER.dark, 255] : [PAPER.light, 0];
  // A soft background is a little off the paper, so the accent must do a little better than 4.5.
  for (let step = 0; step < 40 && contrast(accent, paper) < 5.6; step++) {
    accent = accent.map((v) => Math.round(v + (towards - v) * 0.08));
  }
  const onAccent = contrast(accent, [255, 255, 255]) >= 4.5 ? "#ffffff" : "#000000";
  const value = `rgb(${accent.join(" ")})`;
  return { "--accent": value, "--on-accent": onAccent, "--mine": value, "--on-mine": onAccent };
}
