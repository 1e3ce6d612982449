// The weekly programme: today's list with boxes to tick, how each exercise goes, and a timer.

import { el, link, plainText, strings } from "./dom.js";
import { drawing } from "./payloads.js";

const SECONDS_A_REPEAT = 4;
const READY_SECONDS = 5;

/** What the timer counts through: a list of { words, seconds }. */
export function phases({ sets = 1, reps = 1, hold_seconds: hold = 0, rest_seconds: rest = 0, per_side: sides }) {
  const found = [{ words: "Get ready", seconds: READY_SECONDS }];
  for (let set = 1; set <= sets; set += 1) {
    for (const side of sides ? ["left side, ", "right side, "] : [""]) {
      for (let rep = 1; rep <= reps; rep += 1) {
        const round = sets > 1 ? `round ${set} of ${sets}, ` : "";
        const words = `${hold ? "Hold" : "Go"}: ${round}${side}${rep} of ${reps}`;
        found.push({ words, seconds: hold || SECONDS_A_REPEAT });
      }
    }
    if (rest && set < sets) found.push({ words: "Rest", seconds: rest });
  }
  return found;
}

function timer(item) {
  const steps = phases(item);
  let at = -1;
  let left = 0;
  let ticking = null;
  // The words are read out; the seconds are not, or a screen reader would never stop.
  const words = el("span", { role: "status" });
  const count = el("span", { class: "count", "aria-hidden": "true" });
  const start = el("button", { type: "button", class: "reply", click: toggle }, "Start the timer");
  const stop = el("button", { type: "button", class: "reply", click: () => end("") }, "Stop");
  stop.hidden = true;

  function end(said) {
    clearInterval(ticking);
    ticking = null;
    at = -1;
    words.textContent = said;
    count.textContent = "";
    start.textContent = "Start the timer";
    stop.hidden = true;
  }

  function next() {
    at += 1;
    if (at >= steps.length) return end("Done. Well done!");
    left = steps[at].seconds;
    words.textContent = steps[at].words;
    count.textContent = ` ${left}`;
    return undefined;
  }

  function second() {
    left -= 1;
    if (left > 0) count.textContent = ` ${left}`;
    else next();
  }

  function toggle() {
    if (ticking) {
      clearInterval(ticking);
      ticking = null;
      start.textContent = "Go on";
      return;
    }
    if (at < 0) next();
    start.textContent = "Pause";
    stop.hidden = false;
    ticking = setInterval(second, 1000);
  }

  return el("div", { class: "timer" }, el("p", {}, words, count), el("p", { class: "ways" }, start, stop));
}

/** Ticks last as long as the page's own memory of the day. */
function ticked(key) {
  const box = el("input", {
    type: "checkbox",
    change: () => {
      try {
        sessionStorage.setItem(key, box.checked ? "1" : "");
      } catch {
        // Without storage the tick lasts until the page is closed.
      }
    },
  });
  try {
    box.checked = sessionStorage.getItem(key) === "1";
  } catch {
    box.checked = false;
  }
  return box;
}

function row(item, key) {
  const fold = (title, ...content) => el("details", {}, el("summary", {}, title), content);
  return el(
    "li",
    { class: "item" },
    el("label", {}, ticked(key), " ", el("strong", {}, item.title ?? "")),
    item.dose && el("p", { class: "dose" }, item.dose),
    fold(
      "How it goes",
      item.image && drawing(item.image, item.alt ?? `How to do it: ${item.title}`, true),
      el("ol", { class: "steps" }, strings(item.steps).map((step) => el("li", {}, step))),
      strings(item.careful).map((words) => el("p", {}, words)),
      item.stop_if && el("p", {}, item.stop_if),
      !item.minutes && timer(item),
    ),
    item.why && fold("Why this one", plainText(item.why)),
  );
}

function walkRow({ minutes, bouts }, key) {
  const split = bouts > 1 ? `, in ${bouts} parts with a rest between` : "";
  return el(
    "li",
    { class: "item" },
    el("label", {}, ticked(key), " ", el("strong", {}, "Walk")),
    el("p", { class: "dose" }, `${minutes} minutes${split}`),
  );
}

/** The content of a programme's card. */
export function programmeRows({ id, week, day, items, walk, calendar, sheet }) {
  const key = (name) => `backwise:${id}:${week}:${day}:${name}`;
  const list = items.filter((item) => item && typeof item === "object");
  const walks = walk && (!day || walk.days?.includes(day));
  return [
    el(
      "ol",
      { class: "programme" },
      list.map((item) => row(item, key(item.id))),
      walks && walkRow(walk, key("walk")),
    ),
    (sheet || calendar) &&
      el(
        "p",
        { class: "ways" },
        sheet && link(sheet, "Print the week", "call plain"),
        calendar && link(calendar, "Add to my calendar", "call plain"),
      ),
  ];
}
