// The typed payloads of a bot message (`custom`), one function for each kind.
// Each returns an element, or null where the text alone says it all.

import { SERVER } from "./api.js";
import { el, link, phoneLink, plainText, safeHref, strings, wordsOf } from "./dom.js";
import { programmeRows } from "./programme.js";

export const LEVELS = {
  ambulance: { tone: "red", title: "Call an ambulance now" },
  emergency: { tone: "red", title: "Go to emergency care now" },
  urgent: { tone: "amber", title: "See a doctor within 24 hours" },
  appointment: { tone: "calm", title: "See a doctor or physiotherapist" },
  self_care: { tone: "calm", title: "You can start with self-care" },
};

const POSITIONS = {
  for: "Recommends it",
  conditional: "For some people",
  against: "Advises against it",
  none: "Does not say",
};

// Red is kept for emergencies.
const VERDICTS = {
  ok_by_label: { tone: "calm", title: "No reason against it in what you told me" },
  ask_first: { tone: "amber", title: "Ask a pharmacist or doctor first" },
  avoid: { tone: "amber", title: "Better avoid this" },
};

function panel({ tone, title }, attributes, ...content) {
  // A named section would be a landmark, and the same card may come more than once; but an
  // alert has to be one.
  return el(
    attributes.role ? "section" : "article",
    { class: `panel ${tone}`, "aria-label": title, ...attributes },
    el("h2", { class: "panel-title" }, title),
    content.some(Boolean) && el("div", { class: "panel-body" }, content),
  );
}

/** The reasons that the text beside them does not give already. */
function because(reasons, words, text) {
  const said = wordsOf(text ?? "");
  const list = strings(reasons).filter((reason) => !said.includes(wordsOf(reason)));
  return (
    list.length > 0 &&
    el(
      "div",
      {},
      el("p", { class: "lead" }, words),
      el("ul", {}, list.map((reason) => el("li", {}, reason))),
    )
  );
}

function triage({ level, reasons, card, phone }, { live, text }) {
  const look = LEVELS[level];
  if (!look) return null;
  const red = look.tone === "red";
  const calm = look.tone === "calm";
  return panel(
    look,
    // An alert interrupts a screen reader. That is right now, not when an old talk is loaded.
    { role: red && live && "alert" },
    // What to do stands inside the banner, so that nothing comes between the two.
    text && plainText(text),
    phone && phoneLink("tel", String(phone), `Call ${phone}`, "call"),
    !calm && because(reasons, "Why:", text),
    card &&
      el(
        "div",
        { class: "staff-card" },
        el("p", { class: "lead" }, "Card to show to staff"),
        plainText(card),
      ),
  );
}

function triageQuestion({ question }) {
  return question
    ? el("p", { class: "question" }, el("span", { class: "lead" }, "Important question"), question)
    : null;
}

function contact({ name, phone, text, url, hours, country }) {
  const number = /[\d][\d\s-]*$/.exec(String(text ?? ""))?.[0];
  return el(
    "li",
    {},
    el("strong", {}, name ?? "", country ? ` (${country})` : ""),
    hours && el("span", { class: "muted" }, hours),
    el(
      "span",
      { class: "ways" },
      phone && phoneLink("tel", String(phone), `Call ${phone}`, "call"),
      text && (number ? phoneLink("sms", number, `Text ${text}`, "call") : el("span", {}, text)),
      url && safeHref(url) && link(url, "Website", "call plain"),
    ),
  );
}

function crisis({ contacts }) {
  if (!Array.isArray(contacts) || !contacts.length) return null;
  return panel(
    { tone: "calm", title: "People you can talk to now" },
    {},
    el("ul", { class: "contacts" }, contacts.map(contact)),
  );
}

function stanceLine(stance) {
  if (typeof stance === "string") return el("li", {}, stance);
  const { guideline, position, year, says } = stance;
  return el(
    "li",
    {},
    el("strong", {}, [guideline, year].filter(Boolean).join(" ")),
    POSITIONS[position] && el("span", { class: `badge ${position}` }, POSITIONS[position]),
    says && el("span", { class: "says" }, says),
  );
}

function sourceLine(source) {
  if (typeof source === "string") return el("li", {}, plainText(source));
  const { title, publisher, year, url } = source;
  const words = title ?? url ?? "";
  const where = [publisher, year].filter(Boolean).join(", ");
  return el("li", {}, url ? link(url, words) : words, where && el("span", { class: "muted" }, where));
}

function fold(title, items) {
  return (
    items.length > 0 &&
    el("details", {}, el("summary", {}, `${title} (${items.length})`), el("ul", {}, items))
  );
}

/** A list whose entries may also come as one object, keyed by name. */
function entries(value, keyed) {
  if (Array.isArray(value)) return value.filter(Boolean);
  if (typeof value === "string") return [value];
  return Object.entries(value ?? {}).map(([name, words]) => keyed(name, words));
}

function article({ title, stance, sources, image, alt }) {
  const stances = entries(stance, (guideline, position) =>
    POSITIONS[position] ? { guideline, position } : { guideline, says: String(position) },
  );
  const proofs = entries(sources, (name, url) => ({ title: name, url }));
  if (!stances.length && !proofs.length && !image) return null;
  const folds = [
    fold("What the guidelines say", stances.map(stanceLine)),
    fold("Sources", proofs.map(sourceLine)),
  ];
  return el("article", { class: "folds", "aria-label": title ? `About: ${title}` : "About" }, [
    image && drawing(image, alt ?? title ?? "Drawing"),
    ...folds,
  ]);
}

function medicine({ verdict, reasons }, { text }) {
  const look = VERDICTS[verdict];
  return look ? panel(look, {}, text && plainText(text), because(reasons, "Why:", text)) : null;
}

function doseWords(dose) {
  if (!dose || typeof dose !== "object") return dose;
  const { sets, reps, hold_seconds: hold, minutes, per_side: side, frequency } = dose;
  const amount = minutes ? `${minutes} min` : reps && `${sets > 1 ? `${sets} × ` : ""}${reps}`;
  return [amount, hold && `hold ${hold} s`, side && "each side", frequency].filter(Boolean).join(", ");
}

function exercise({ title, purpose, steps, careful, dose, stop_if: stop, image, alt, evidence }) {
  const proof = evidence?.text ?? evidence;
  return panel(
    { tone: "calm", title: title ?? "Exercise" },
    {},
    purpose && el("p", {}, purpose),
    image && drawing(image, alt ?? (title ? `How to do it: ${title}` : "How to do it"), true),
    el("ol", { class: "steps" }, strings(steps).map((step) => el("li", {}, step))),
    dose && el("p", { class: "dose" }, el("span", { class: "lead" }, "How much"), doseWords(dose)),
    strings(careful).map((words) => el("p", {}, words)),
    stop && el("p", {}, stop),
    proof && el("p", { class: "muted" }, String(proof)),
  );
}

function programme(payload) {
  const { week, day, items } = payload;
  if (!Array.isArray(items) || !items.length) return null;
  const title = ["Your programme", week && `week ${week}`, day && `day ${day}`];
  return panel(
    { tone: "calm", title: title.filter(Boolean).join(", ") },
    {},
    programmeRows(payload),
  );
}

/** A picture from this server. One from elsewhere is a link: the page loads nothing from others. */
export function picture(address, alt) {
  const href = safeHref(address);
  const own = href && new URL(href).origin === SERVER.origin;
  if (own || /^data:image\/(png|jpeg|webp|svg\+xml)[;,]/.test(address)) {
    return el("img", { class: "picture", src: href ?? address, alt, loading: "lazy" });
  }
  return href ? el("p", {}, link(href, alt || "Open the picture")) : null;
}

/** A drawing; one of an exercise `moves` when asked to: start and end by turns. */
export function drawing(address, alt, moves = false) {
  const shown = picture(address, alt);
  if (!moves || shown?.tagName !== "IMG" || !/\/drawings\/\w+\.svg$/.test(address)) return shown;
  const button = el("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Show the movement");
  button.addEventListener("click", () => {
    const moving = button.getAttribute("aria-pressed") === "false";
    shown.src = `${safeHref(address)}${moving ? "?form=turns" : ""}`;
    button.setAttribute("aria-pressed", String(moving));
  });
  return el("div", { class: "drawing" }, shown, button);
}

const KINDS = {
  triage,
  triage_question: triageQuestion,
  crisis,
  article,
  medicine,
  exercise,
  programme,
  chart: ({ url, alt }) => (url ? picture(url, alt ?? "Chart") : null),
  document: ({ url, title, filename }) =>
    url && link(url, title ?? filename ?? "Open the document", "call"),
};

/** The element for a payload, or null for a kind this page does not know. */
export function payload(custom, context) {
  const render = Object.hasOwn(KINDS, custom?.kind ?? "") && KINDS[custom.kind];
  return render ? render(custom, context) || null : null;
}
