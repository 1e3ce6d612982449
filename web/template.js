// The inside of the element. It stands in its own shadow, so the page around it changes nothing.

import { SERVER } from "./api.js";
import { el } from "./dom.js";

const STARTS = [
  "My lower back hurts",
  "Pain goes down my leg",
  "My neck is stiff",
  "What helps with back pain?",
];

const file = (name) => new URL(`chat/static/${name}`, SERVER).href;

function arrow() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("width", "22");
  svg.setAttribute("height", "22");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M12 20V5M5.5 11.5 12 5l6.5 6.5");
  svg.append(path);
  return svg;
}

/** A heading at a level: the page's own first one, or below those of the page around. */
const heading = (level, text, attributes = {}) =>
  el("div", { ...attributes, role: "heading", "aria-level": level }, text);

/** What stands in the shadow: the stylesheet, the launcher of a floating chat, and the chat. */
export function template(say, { floating, page }) {
  const level = page ? 1 : 2;
  const quiet = (id, words) => el("button", { type: "button", class: "quiet", id }, words);
  const header = el(
    "header",
    { class: "top" },
    el(
      "div",
      { class: "column top-row" },
      el("img", { class: "logo", src: file("icon.svg"), alt: "", width: 40, height: 40 }),
      el(
        "div",
        { class: "top-words" },
        heading(level, say("title"), { class: "top-title" }),
        el("p", {}, say("about"), " ", el("strong", {}, say("emergency"))),
      ),
      el(
        "div",
        { class: "top-actions" },
        quiet("start-over", say("startOver")),
        quiet("print", say("print")),
        quiet("forget", say("forget")),
        floating && el("button", { type: "button", class: "quiet", id: "close", "aria-label": say("close") }, "✕"),
      ),
    ),
    el("div", { class: "banner", id: "banner", hidden: true }),
  );
  const welcome = el(
    "section",
    { class: "welcome", id: "welcome", "aria-label": say("welcome"), hidden: true },
    heading(level + 1, say("welcomeTitle"), { class: "welcome-title" }),
    el("p", {}, say("welcomeText")),
    el(
      "div",
      { class: "replies", role: "group", "aria-label": say("begin"), lang: "en" },
      STARTS.map((words) => el("button", { type: "button", class: "reply", "data-words": words }, words)),
    ),
  );
  const talk = el(
    page ? "main" : "div",
    { class: "column" },
    welcome,
    el(
      "div",
      { class: "log", id: "log", role: "log", "aria-live": "polite", "aria-label": say("talk"), tabindex: 0, lang: "en" },
      el("ol", { class: "messages", id: "messages" }),
    ),
    el("div", { class: "typing", id: "typing", hidden: true, "aria-hidden": "true" }, [1, 2, 3].map(() => el("i"))),
  );
  const composer = el(
    "form",
    { class: "composer", id: "composer", "aria-label": say("write") },
    el("button", { type: "button", class: "jump", id: "jump", hidden: true }, say("jump")),
    el(
      "div",
      { class: "column" },
      el("p", { class: "hint", id: "hint", role: "status" }),
      el(
        "div",
        { class: "composer-row" },
        el("label", { class: "visually-hidden", for: "words" }, say("yourMessage")),
        el("textarea", {
          id: "words",
          name: "words",
          rows: 1,
          autocomplete: "off",
          enterkeyhint: "send",
          placeholder: say("placeholder"),
          "aria-describedby": "hint",
        }),
        el(
          "button",
          { type: "submit", class: "send", id: "send" },
          arrow(),
          el("span", { class: "visually-hidden" }, say("send")),
        ),
      ),
    ),
  );
  const dialog = el(
    "dialog",
    { class: "ask", id: "forget-dialog", "aria-labelledby": "forget-title" },
    heading(2, say("forgetTitle"), { id: "forget-title", class: "ask-title" }),
    el("p", {}, say("forgetText")),
    el(
      "div",
      { class: "ask-actions" },
      el("button", { type: "button", class: "quiet", id: "forget-keep", autofocus: true }, say("keep")),
      el("button", { type: "button", class: "danger", id: "forget-yes" }, say("forgetYes")),
    ),
  );
  const chat = el(
    floating ? "section" : "div",
    { class: "chat", id: "chat", "aria-label": floating && say("talk") },
    el("div", { class: "scroller", id: "scroller" }, header, talk),
    composer,
  );
  const launcher =
    floating &&
    el(
      "button",
      { type: "button", class: "launcher", id: "launcher", "aria-expanded": "false", "aria-controls": "chat" },
      el("img", { src: file("icon.svg"), alt: "", width: 32, height: 32 }),
      el("span", { class: "launcher-words" }, say("title")),
      el("span", { class: "visually-hidden", id: "launcher-state" }, say("open")),
    );
  const style = el("link", { rel: "stylesheet", href: file("style.css") });
  const app = el("div", { class: "app", id: "app", hidden: true }, chat, launcher, dialog);
  // Without its style the chat would flash up as bare words.
  style.addEventListener("load", () => (app.hidden = false));
  style.addEventListener("error", () => (app.hidden = false));
  return [style, app];
}
