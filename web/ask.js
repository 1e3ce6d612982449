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

// The back of a body: words, and left, top, width, height in a box of 200 by 300.
const SPOTS = [
  ["Neck", 70, 48, 60, 36],
  ["Upper back", 52, 84, 96, 50],
  ["Middle of the back", 56, 134, 88, 46],
  ["Lower back", 56, 180, 88, 46],
  ["Left buttock", 34, 232, 46, 60],
  ["Tailbone", 82, 226, 36, 40],
  ["Right buttock", 120, 232, 46, 60],
];
const BODY =
  "M100 6c16 0 25 12 25 28 0 12-5 21-12 26v14c8 9 28 12 42 19 8 5 11 13 12 24l7 84c1 9-9 11-11 3l-14-72" +
  "-4-4c1 22-3 42-5 60 6 16 13 36 13 55v57H47v-57c0-19 7-39 13-55-2-18-6-38-5-60l-4 4-14 72" +
  "c-2 8-12 6-11-3l7-84c1-11 4-19 12-24 14-7 34-10 42-19V60c-7-5-12-14-12-26C75 18 84 6 100 6zM100 268v32";
const SVG = "http://www.w3.org/2000/svg";

/** A back to tap on. Its places are buttons, so a keyboard and a screen reader reach them too. */
function map(say, onReply) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 200 300");
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
    const box = { left: left / 2, top: top / 3, width: width / 2, height: height / 3 };
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
