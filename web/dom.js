// Small helpers to build the page from text that nobody has checked: never as HTML.

import { SERVER } from "./api.js";

const LINK_SCHEMES = new Set(["http:", "https:", "tel:", "sms:"]);
// A link in running text. The last character is no punctuation, which belongs to the sentence.
const LINK = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]|\btel:\+?[\d()-]*\d/gi;

/** Make an element; strings among the children become text, empty children are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

/** Return the address if a link may point there, else null. */
export function safeHref(address) {
  try {
    const url = new URL(address, SERVER);
    return LINK_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link, or only its words where the address is not one we follow. */
export function link(address, words, className) {
  const href = safeHref(address);
  if (!href) return el("span", {}, words);
  const away = href.startsWith("http");
  return el(
    "a",
    { href, class: className, target: away && "_blank", rel: away && "noopener noreferrer" },
    words,
  );
}

/** A link that calls or texts a number, as people write it. */
export function phoneLink(scheme, number, words, className) {
  return link(`${scheme}:${number.replace(/[^\d+*#]/g, "")}`, words, className);
}

/** One line of plain text, with its web addresses as links. */
function inline(line) {
  const parts = [];
  let from = 0;
  for (const match of line.matchAll(LINK)) {
    parts.push(line.slice(from, match.index), link(match[0], match[0].replace(/^tel:/i, "")));
    from = match.index + match[0].length;
  }
  return [...parts, line.slice(from)];
}

const BULLET = /^\s*[-*•–]\s+/;
const NUMBER = /^\s*(\d{1,2})[.)]\s+/;

function kindOf(line) {
  if (BULLET.test(line)) return "ul";
  return NUMBER.test(line) ? "ol" : "p";
}

function block(kind, lines) {
  if (kind === "p") {
    return el("p", {}, lines.map((line) => el("span", { class: "line" }, inline(line))));
  }
  const mark = kind === "ul" ? BULLET : NUMBER;
  const start = kind === "ol" && NUMBER.exec(lines[0])[1] !== "1" && NUMBER.exec(lines[0])[1];
  const items = lines.map((line) => el("li", {}, inline(line.replace(mark, ""))));
  return el(kind, { start }, items);
}

/** Plain text as paragraphs and simple lists. */
export function plainText(text) {
  const blocks = [];
  let current = null;
  for (const line of String(text).split("\n")) {
    if (!line.trim()) {
      current = null;
      continue;
    }
    const kind = kindOf(line);
    if (current?.kind !== kind) blocks.push((current = { kind, lines: [] }));
    current.lines.push(line);
  }
  return blocks.map(({ kind, lines }) => block(kind, lines));
}

/** A text's words alone, to compare what two texts say. */
export function wordsOf(text) {
  return text.replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();
}

/** The strings of a list that may be missing or hold something else. */
export function strings(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string" && item) : [];
}
