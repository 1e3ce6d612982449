// Other ways to answer than words: a slider for the pain, a map of the back.

import { el } from "./dom.js";

/** A slider from 0 to 10. It has no value until it is moved, so that it suggests none. */
function slider(say, onReply) {
  const output = el("output", {}, say("painMove"));
  const send = el("button", { type: "submit", class: "call", disabled: true }, say("painSend"));
  const range = el("input", {
    type: "range",
    min: 0,
    max: 10,
    step: 1,
    value: 5,
    "aria-label": say("pain"),
    "aria-valuetext": say("painMove"),
    class: "untouched",
  });
  const touch = () => {
    range.classList.remove("untouched");
    output.textContent = say("painOf", { value: range.value });
    range.setAttribute("aria-valuetext", output.textContent);
    send.disabled = false;
  };
  range.addEventListener("input", touch);
  // A tap on the place where the thumb already is changes nothing, but is an answer.
  range.addEventListener("pointerup", touch);
  const submit = (event) => {
    event.preventDefault();
    if (!send.disabled) onReply(range.value, { detail: 0 });
  };
  return el(
    "form",
    { class: "pain", "aria-label": say("pain"), submit },
    el("div", { class: "pain-row" }, output, send),
    range,
    el(
      "div",
      { class: "pain-row muted", "aria-hidden": "true" },
      el("span", {}, say("painNone")),
      el("span", {}, say("painWorst")),
    ),
  );
}

// The back of a body: words, and left, top, width, height in a box of 200 by 340.
const SPOTS = [
  ["Neck", 70, 50, 60, 44],
  ["Upper back", 52, 94, 96, 48],
  ["Middle of the back", 56, 142, 88, 48],
  ["Lower back", 56, 190, 88, 48],
  ["Left buttock", 48, 238, 52, 48],
  ["Right buttock", 100, 238, 52, 48],
  ["Tailbone", 74, 286, 52, 44],
];
const BODY =
  "M100 6c16 0 25 12 25 28 0 12-5 21-12 26v14c8 9 28 12 42 19 8 5 11 13 12 24l7 84c1 9-9 11-11 3l-14-72" +
  "-4-4c1 22-3 42-5 60 6 16 13 36 13 58v90h-46v-54h-14v54H47v-90c0-22 7-42 13-58-2-18-6-38-5-60l-4 4-14 72" +
  "c-2 8-12 6-11-3l7-84c1-11 4-19 12-24 14-7 34-10 42-19V60c-7-5-12-14-12-26C75 18 84 6 100 6z";
const SVG = "http://www.w3.org/2000/svg";

/** A back to tap on. Its places are buttons, so a keyboard and a screen reader reach them too. */
function map(say, onReply) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 200 340");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", BODY);
  svg.append(path);
  const spots = SPOTS.map(([words, left, top, width, height]) => {
    const spot = el("button", {
      type: "button",
      class: "spot",
      "aria-label": words,
      title: words,
      "data-words": words,
      click: (event) => onReply(words, event),
    });
    const box = { left: left / 2, top: top / 3.4, width: width / 2, height: height / 3.4 };
    for (const [side, percent] of Object.entries(box)) spot.style[side] = `${percent}%`;
    return spot;
  });
  const body = el("div", { class: "body-map" }, svg, spots);
  return el("div", { role: "group", "aria-label": say("map") }, el("p", { class: "muted" }, say("map")), body);
}

const ASKED = { intensity: slider, region: map };

/** What helps to answer a question for a slot, or null. */
export function askFor(slot, say, onReply) {
  return Object.hasOwn(ASKED, slot ?? "") ? ASKED[slot](say, onReply) : null;
}
