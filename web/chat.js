// The chat page: what happens when.

import { forgetSession, newId, openSession, sendMessage } from "./api.js";
import { closeReplies, renderFailure, renderMessage, renderPause } from "./render.js";

const MAX_CHARACTERS = 4000;
const NEAR_BOTTOM_PX = 80;

const byId = (id) => document.getElementById(id);
const scroller = byId("scroller");
const log = byId("log");
const list = byId("messages");
const welcome = byId("welcome");
const typing = byId("typing");
const composer = byId("composer");
const words = byId("words");
const hint = byId("hint");
const jump = byId("jump");
const dialog = byId("forget-dialog");

let lastTime = null;
// Messages go one after another, so that they reach the server in the order they were written.
let queue = Promise.resolve();

// --- showing -----------------------------------------------------------------------------------

function isNearBottom() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
}

/** Scroll down, but not so far that the last thing the reader said leaves the view. */
function showLatest() {
  const said = list.querySelectorAll(".message.user");
  const anchor = said[said.length - 1] ?? list;
  const header = scroller.querySelector("header");
  const covered = getComputedStyle(header).position === "sticky" ? header.offsetHeight : 0;
  const top = anchor.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop = Math.min(scroller.scrollHeight, scroller.scrollTop + top - covered - 16);
  jump.hidden = true;
}

function append(messages, live) {
  welcome.hidden = true;
  for (const message of messages) {
    const pause = renderPause(lastTime, message.time);
    if (pause) list.append(pause);
    lastTime = message.time ?? lastTime;
    if (message.from === "user") closeReplies(list, message.text);
    list.append(renderMessage(message, { onReply: reply, live }));
  }
}

/** Add what the bot said; someone who reads further up stays there and is told. */
function appendAnswer(messages) {
  const follow = isNearBottom();
  append(messages, true);
  if (follow) showLatest();
  else jump.hidden = false;
}

function setTyping(on) {
  const follow = on && isNearBottom();
  typing.hidden = !on;
  if (follow) showLatest();
}

// --- sending -----------------------------------------------------------------------------------

function say(text) {
  const message = { id: newId(), text };
  append([{ from: "user", text, time: new Date().toISOString() }], true);
  const item = list.lastElementChild;
  showLatest();
  deliver(message, item);
}

function deliver(message, item) {
  queue = queue.then(async () => {
    setTyping(true);
    try {
      const answer = await sendMessage(message);
      setTyping(false);
      appendAnswer(answer);
    } catch (error) {
      setTyping(false);
      showFailure(error, message, item);
    }
  });
}

function showFailure(error, message, item) {
  const note = renderFailure(error, () => {
    note.remove();
    words.focus();
    deliver(message, item);
  });
  item.append(note);
  note.scrollIntoView({ block: "nearest" });
}

/** Send a chosen answer. On a touch screen the keyboard stays away. */
function reply(text, event) {
  const byKeyboard = event.detail === 0;
  say(text);
  if (byKeyboard || matchMedia("(pointer: fine)").matches) words.focus();
}

function submit() {
  const text = words.value.trim();
  if (!text || tooLong()) return;
  words.value = "";
  fitComposer();
  say(text);
  words.focus();
}

// --- composing ---------------------------------------------------------------------------------

function tooLong() {
  return [...words.value.trim()].length > MAX_CHARACTERS;
}

function fitComposer() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight}px`;
  const over = [...words.value.trim()].length - MAX_CHARACTERS;
  const note = over > 0 ? `Too long by ${over} characters. Please shorten it or send it in parts.` : "";
  if (hint.textContent !== note) hint.textContent = note;
  words.setAttribute("aria-invalid", String(over > 0));
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
words.addEventListener("input", fitComposer);
words.addEventListener("keydown", (event) => {
  // During composition Enter chooses a word, for instance in Japanese.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
for (const button of welcome.querySelectorAll("button")) {
  button.addEventListener("click", (event) => reply(button.textContent.trim(), event));
}

// --- the talk as a whole -----------------------------------------------------------------------

async function load() {
  log.setAttribute("aria-busy", "true"); // an old talk is not read out
  try {
    const messages = await openSession();
    append(messages, false);
    welcome.hidden = messages.length > 0;
    showLatest();
  } catch (error) {
    const note = renderFailure(error, () => {
      note.remove();
      queue = queue.then(load);
    });
    log.append(note);
  } finally {
    log.removeAttribute("aria-busy");
  }
}

async function forget() {
  try {
    await forgetSession();
  } catch (error) {
    hint.textContent = error.message;
    return;
  }
  list.replaceChildren();
  lastTime = null;
  await load();
  words.focus();
}

byId("start-over").addEventListener("click", () => {
  say("start over");
  words.focus();
});
byId("forget").addEventListener("click", () => dialog.showModal());
byId("forget-keep").addEventListener("click", () => dialog.close());
byId("forget-yes").addEventListener("click", () => {
  dialog.close();
  queue = queue.then(forget);
});
jump.addEventListener("click", () => {
  showLatest();
  words.focus({ preventScroll: true });
});
scroller.addEventListener("scroll", () => {
  if (isNearBottom()) jump.hidden = true;
});

queue = load();
