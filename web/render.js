// One message of the talk as a list item.

import { askFor } from "./ask.js";
import { el, plainText, wordsOf } from "./dom.js";
import { payload, picture } from "./payloads.js";

const PAUSE_MINUTES = 30;

/** The words a button sends: those on it, or its payload if that is words too. */
function buttonWords({ title, payload: words }) {
  return words && !words.startsWith("/") ? words : title;
}

function replies(buttons, say, onReply) {
  const group = el("div", { class: "replies", role: "group", "aria-label": say("answers") });
  for (const button of buttons) {
    const words = buttonWords(button);
    const attributes = { type: "button", class: "reply", "data-words": words };
    group.append(el("button", { ...attributes, click: (event) => onReply(words, event) }, button.title));
  }
  return group;
}

/** Close all open answers; mark the one whose words were said. */
export function closeReplies(root, words) {
  const said = words.trim().toLowerCase();
  for (const button of root.querySelectorAll("[data-words]:not(:disabled)")) {
    const chosen = button.dataset.words.trim().toLowerCase() === said;
    button.disabled = true;
    button.setAttribute("aria-pressed", String(chosen));
  }
  for (const field of root.querySelectorAll(".pain input, .pain button")) field.disabled = true;
}

/** Whether a card shows every line of the text, so that it need not be read twice. */
function saysAll(card, text) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const shown = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest("details")) shown.push(walker.currentNode.data);
  }
  const all = ` ${wordsOf(shown.join(" "))} `;
  const lines = text.split("\n").map((line) => wordsOf(line.replace(/^\s*\d{1,2}[.)]\s/, "")));
  return lines.every((line) => all.includes(` ${line} `) || !line);
}

/** A message as a list item. `live` is false for what was said before the page was loaded. */
export function renderMessage(message, { onReply, live, say }) {
  const mine = message.from === "user";
  const item = el(
    "li",
    { class: `message ${mine ? "user" : "bot"}` },
    el("span", { class: "visually-hidden" }, say(mine ? "youSaid" : "botSaid")),
  );
  const { text } = message;
  const card = mine || !message.custom ? null : payload(message.custom, { live, text });
  if (text && !(card && saysAll(card, text))) {
    item.append(el("div", { class: "bubble" }, plainText(text)));
  }
  if (card) item.append(card);
  if (message.image) item.append(picture(message.image, say("picture")) ?? "");
  const ask = !mine && askFor(message.asks, say, onReply);
  if (ask) item.append(ask);
  if (message.buttons?.length) item.append(replies(message.buttons, say, onReply));
  return item;
}

/** A line that says when the talk went on, if it rested for a while. */
export function renderPause(before, now, say) {
  const then = new Date(now);
  const minutes = (then - new Date(before ?? 0)) / 60_000;
  if (Number.isNaN(then.getTime()) || minutes < PAUSE_MINUTES) return null;
  const sameDay = then.toDateString() === new Date().toDateString();
  const words = then.toLocaleString([], {
    ...(sameDay ? {} : { weekday: "short", day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return el("li", { class: "pause" }, el("time", { datetime: now }, sameDay ? say("today") + words : words));
}

/** The note under a message that did not get through. */
export function renderFailure(error, say, onRetry) {
  const note = el("div", { class: "failure", role: "alert" }, el("p", {}, error.message));
  if (error.code !== "bad_request" && error.code !== "too_long") {
    note.append(el("button", { type: "button", class: "quiet", click: onRetry }, say("again")));
  }
  return note;
}
