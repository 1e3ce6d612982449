// <backwise-chat>: what happens when. README of the attributes: docs/channels.md.

import { Connection, newId } from "./api.js";
import { accentProperties } from "./colours.js";
import { el, phoneLink } from "./dom.js";
import { LEVELS } from "./payloads.js";
import { closeReplies, renderFailure, renderMessage, renderPause } from "./render.js";
import { template } from "./template.js";
import { wordsIn } from "./words.js";

const MAX_CHARACTERS = 4000;
const NEAR_BOTTOM_PX = 80;
const DARK = matchMedia("(prefers-color-scheme: dark)");

const same = (a, b) => a.from === b.from && (a.text ?? "") === (b.text ?? "");

class BackwiseChat extends HTMLElement {
  #begun = false;
  #shown = []; // the messages in view, failed ones too
  #lastTime = null;
  #pending = 0;
  // Messages go one after another, so that they reach the server in the order they were written.
  #queue = Promise.resolve();

  connectedCallback() {
    if (this.#begun) return;
    this.#begun = true;
    const position = this.getAttribute("position") ?? "right";
    this.page = position === "page";
    this.floating = !this.page && position !== "inline";
    if (!this.hasAttribute("position")) this.setAttribute("position", position);
    const language = this.lang || this.closest("[lang]")?.lang || "en";
    this.say = wordsIn(language, this.getAttribute("title"));
    // As an attribute it would be a tooltip over everything.
    this.removeAttribute("title");
    const root = this.attachShadow({ mode: "open" });
    root.append(...template(this.say, this));
    this.byId = (id) => root.getElementById(id);
    this.connection = new Connection({
      lost: this.say("lost"),
      language,
      onHistory: (messages) => this.#catchUp(messages),
      onState: (on) => this.#hint(on ? "" : this.say("offline")),
    });
    this.#listen();
    this.#dress();
    DARK.addEventListener("change", this.#dress);
    this.#toggle(!this.floating || !this.hasAttribute("closed"), false);
    this.#queue = this.#load();
  }

  disconnectedCallback() {
    DARK.removeEventListener("change", this.#dress);
    this.connection.close();
  }

  /** Open a floating chat. */
  open() {
    this.#toggle(true, true);
  }

  /** Close a floating chat; the talk goes on when it is opened again. */
  close() {
    this.#toggle(false, true);
  }

  // --- showing ---------------------------------------------------------------------------------

  get #isNearBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.byId("scroller");
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
  }

  /** Scroll down, but not so far that the last thing the reader said leaves the view. */
  #showLatest() {
    const scroller = this.byId("scroller");
    const said = this.byId("messages").querySelectorAll(".message.user");
    const anchor = said[said.length - 1] ?? this.byId("messages");
    const header = scroller.querySelector("header");
    const covered = getComputedStyle(header).position === "sticky" ? header.offsetHeight : 0;
    const top = anchor.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop = Math.min(scroller.scrollHeight, scroller.scrollTop + top - covered - 16);
    this.byId("jump").hidden = true;
  }

  #append(messages, live) {
    this.byId("welcome").hidden = true;
    const list = this.byId("messages");
    for (const message of messages) {
      const pause = renderPause(this.#lastTime, message.time, this.say);
      if (pause) list.append(pause);
      this.#lastTime = message.time ?? this.#lastTime;
      if (message.from === "user") closeReplies(list, message.text);
      const onReply = (text, event) => this.#reply(text, event);
      list.append(renderMessage(message, { onReply, live, say: this.say }));
      this.#shown.push(message);
      this.#warn(message, list.lastElementChild);
    }
  }

  /** While a danger stands, what to do stays in view, however far the talk has gone on. */
  #warn({ from, custom }, item) {
    if (from === "user" || custom?.kind !== "triage") return;
    const look = LEVELS[custom.level];
    const banner = this.byId("banner");
    banner.hidden = look?.tone !== "red";
    if (banner.hidden) return;
    banner.replaceChildren(
      el("strong", {}, look.title),
      custom.phone ? phoneLink("tel", String(custom.phone), `Call ${custom.phone}`, "call") : "",
      el("button", { type: "button", class: "quiet", click: () => item.scrollIntoView() }, this.say("show")),
    );
  }

  /** Add what the bot said; someone who reads further up stays there and is told. */
  #appendAnswer(messages) {
    const follow = this.#isNearBottom;
    this.#append(messages, true);
    if (follow) this.#showLatest();
    else this.byId("jump").hidden = false;
    if (this.byId("chat").hidden) this.#launcherSays(this.say("unread"), true);
  }

  #setTyping(on) {
    const follow = on && this.#isNearBottom;
    this.byId("typing").hidden = !on;
    if (follow) this.#showLatest();
  }

  #hint(words) {
    if (this.byId("hint").textContent !== words) this.byId("hint").textContent = words;
  }

  #dress = () => {
    const theme = this.getAttribute("theme") ?? (DARK.matches ? "dark" : "light");
    const app = this.byId("app");
    app.dataset.theme = theme;
    const properties = accentProperties(this.getAttribute("accent"), theme);
    for (const [name, value] of Object.entries(properties)) app.style.setProperty(name, value);
  };

  // --- sending ---------------------------------------------------------------------------------

  #say(text) {
    const message = { id: newId(), text };
    this.#append([{ from: "user", text, time: new Date().toISOString() }], true);
    const item = this.byId("messages").lastElementChild;
    this.#showLatest();
    this.#deliver(message, item);
  }

  #deliver(message, item) {
    this.#pending += 1;
    this.#queue = this.#queue.then(async () => {
      this.#setTyping(true);
      try {
        const answer = await this.connection.send(message);
        this.#setTyping(false);
        this.#pending -= 1;
        this.#appendAnswer(answer);
      } catch (error) {
        this.#setTyping(false);
        this.#showFailure(error, message, item);
      }
    });
  }

  #showFailure(error, message, item) {
    const note = renderFailure(error, this.say, () => {
      note.remove();
      this.byId("words").focus();
      this.#pending -= 1;
      this.#deliver(message, item);
    });
    item.append(note);
    note.scrollIntoView({ block: "nearest" });
  }

  /** Send a chosen answer. On a touch screen the keyboard stays away. */
  #reply(text, event) {
    const byKeyboard = event.detail === 0;
    this.#say(text);
    if (byKeyboard || matchMedia("(pointer: fine)").matches) this.byId("words").focus();
  }

  #submit() {
    const words = this.byId("words");
    const text = words.value.trim();
    if (!text || this.#excess > 0) return;
    words.value = "";
    this.#fitComposer();
    this.#say(text);
    words.focus();
  }

  // --- composing -------------------------------------------------------------------------------

  get #excess() {
    return [...this.byId("words").value.trim()].length - MAX_CHARACTERS;
  }

  #fitComposer() {
    const words = this.byId("words");
    words.style.height = "auto";
    words.style.height = `${words.scrollHeight}px`;
    const over = this.#excess;
    this.#hint(over > 0 ? this.say("tooLong", { count: over }) : "");
    words.setAttribute("aria-invalid", String(over > 0));
  }

  // --- the talk as a whole ---------------------------------------------------------------------

  async #load() {
    const log = this.byId("log");
    log.setAttribute("aria-busy", "true"); // an old talk is not read out
    try {
      const messages = await this.connection.open();
      this.#append(messages, false);
      this.byId("welcome").hidden = messages.length > 0;
      this.#showLatest();
    } catch (error) {
      const note = renderFailure(error, this.say, () => {
        note.remove();
        this.#queue = this.#queue.then(() => this.#load());
      });
      log.append(note);
    } finally {
      log.removeAttribute("aria-busy");
    }
  }

  /** After a lost connection: show what was said meanwhile, here or in another window. */
  #catchUp(messages) {
    if (this.#pending) return; // its answer comes by itself
    const known = this.#shown;
    const goesOn = known.length <= messages.length && known.every((m, i) => same(m, messages[i]));
    if (goesOn) {
      if (messages.length > known.length) this.#appendAnswer(messages.slice(known.length));
    } else if (messages.length) {
      this.#clear();
      this.#append(messages, false);
      this.#showLatest();
    }
  }

  #clear() {
    this.byId("messages").replaceChildren();
    this.byId("banner").hidden = true;
    this.#shown = [];
    this.#lastTime = null;
    this.#pending = 0;
  }

  async #forget() {
    try {
      await this.connection.forget();
    } catch (error) {
      this.#hint(error.message);
      return;
    }
    this.#clear();
    await this.#load();
    this.byId("words").focus();
  }

  /** Print the talk. On another site's page only the talk, not the page around it. */
  #print() {
    if (this.page) {
      print();
      return;
    }
    const frame = el("iframe", { title: this.say("print"), hidden: true });
    document.body.append(frame);
    const paper = frame.contentDocument;
    const style = this.shadowRoot.querySelector("link").cloneNode();
    const app = el("div", { class: "app print" }, this.byId("log").cloneNode(true));
    paper.title = this.say("title");
    paper.body.append(app);
    paper.head.append(style);
    style.onload = style.onerror = () => {
      frame.contentWindow.print();
      setTimeout(() => frame.remove(), 1000);
    };
  }

  #toggle(open, focus) {
    if (!this.floating) return;
    this.byId("chat").hidden = !open;
    this.byId("launcher").setAttribute("aria-expanded", String(open));
    this.#launcherSays(this.say(open ? "close" : "open"), false);
    if (!focus) return;
    this.byId(open ? "words" : "launcher").focus();
    if (open) this.#showLatest();
  }

  #launcherSays(words, unread) {
    this.byId("launcher-state").textContent = words;
    this.byId("launcher").classList.toggle("unread", unread);
  }

  #listen() {
    const on = (id, event, listener) => this.byId(id)?.addEventListener(event, listener);
    on("composer", "submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    on("words", "input", () => this.#fitComposer());
    on("words", "keydown", (event) => {
      // During composition Enter chooses a word, for instance in Japanese.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    for (const button of this.byId("welcome").querySelectorAll("button")) {
      button.addEventListener("click", (event) => this.#reply(button.dataset.words, event));
    }
    on("start-over", "click", () => {
      this.byId("banner").hidden = true;
      this.#say("start over");
      this.byId("words").focus();
    });
    on("print", "click", () => this.#print());
    on("forget", "click", () => this.byId("forget-dialog").showModal());
    on("forget-keep", "click", () => this.byId("forget-dialog").close());
    on("forget-yes", "click", () => {
      this.byId("forget-dialog").close();
      this.#queue = this.#queue.then(() => this.#forget());
    });
    on("jump", "click", () => {
      this.#showLatest();
      this.byId("words").focus({ preventScroll: true });
    });
    on("scroller", "scroll", () => {
      if (this.#isNearBottom) this.byId("jump").hidden = true;
    });
    on("launcher", "click", () => this.#toggle(this.byId("chat").hidden, true));
    on("close", "click", () => this.close());
    on("chat", "keydown", (event) => {
      if (event.key === "Escape" && this.floating) this.close();
    });
  }
}

if (!customElements.get("backwise-chat")) customElements.define("backwise-chat", BackwiseChat);
