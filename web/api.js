// The way to the server: a WebSocket where there is one, else requests.
// docs/architecture.md describes both. A message carries an id, so sending it twice is harmless.

/** Where this file comes from is where the server is, whatever page it stands in. */
export const SERVER = new URL("/", import.meta.url);

const ELSEWHERE = SERVER.origin !== location.origin;
const KEY = `backwise ${SERVER.host}`;
const ANSWER_MS = 60_000;
const OPEN_MS = 4_000;
const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
const TRIES_BEFORE_REQUESTS = 3;

/** What went wrong, in words for the reader. */
export class ChatError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** An id for a message. `crypto.randomUUID` is missing on plain http in a home network. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// On another site no cookie comes along, so the session is kept by the page.
let remembered = null;

function session() {
  if (!ELSEWHERE) return null;
  try {
    return localStorage.getItem(KEY) ?? remembered;
  } catch {
    return remembered; // storage is closed to us; the talk lasts as long as the page
  }
}

function remember(value) {
  remembered = value;
  try {
    if (value) localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY);
  } catch {
    // see above
  }
}

export class Connection {
  /**
   * @param lost what to say when the server cannot be reached
   * @param language the language of the page, which the bot may want to know
   * @param onHistory called with the talk so far after each new connection
   * @param onState called with whether there is a connection
   */
  constructor({ lost, language, onHistory, onState }) {
    Object.assign(this, { lost, language, onHistory, onState });
    this.socket = null;
    this.failures = 0;
    this.waiting = new Map();
    this.ended = false;
    this.wake = () => this.#connect();
  }

  /** Begin or continue a session; return the talk so far. */
  async open() {
    const answer = await this.#request("session", {});
    if (answer.session) remember(answer.session);
    this.#connect();
    addEventListener("online", this.wake);
    return answer.messages;
  }

  /** Send one message; return what the bot answers. */
  async send(message) {
    const body = { ...message, lang: this.language };
    const bySocket = this.socket?.readyState === WebSocket.OPEN && this.#ask(body);
    // When the socket is lost on the way, the same id goes again by request.
    const answer = bySocket && (await bySocket);
    if (answer) return answer.messages;
    try {
      return (await this.#request("messages", body)).messages;
    } catch (error) {
      if (error.code !== "no_session") throw error;
      // The session was forgotten in another tab, or has run out. The words still count.
      await this.open();
      return (await this.#request("messages", body)).messages;
    }
  }

  /** Erase everything about this person; the next session is a new one. */
  async forget() {
    await this.#request("forget", {});
    remember(null);
    this.#hangUp();
  }

  /** Let go of the server. */
  close() {
    this.ended = true;
    removeEventListener("online", this.wake);
    this.#hangUp();
  }

  async #request(path, body) {
    let response;
    try {
      response = await fetch(new URL(`chat/${path}`, SERVER), {
        method: "POST",
        credentials: ELSEWHERE ? "omit" : "same-origin",
        // Plain text needs no permission asked beforehand.
        headers: { "Content-Type": ELSEWHERE ? "text/plain" : "application/json" },
        body: JSON.stringify({ ...body, ...(ELSEWHERE && { session: session() }) }),
      });
    } catch {
      throw new ChatError("offline", this.lost);
    }
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    throw new ChatError(answer?.error?.code ?? "offline", answer?.error?.message ?? this.lost);
  }

  #connect() {
    if (this.ended || this.socket || !("WebSocket" in self)) return;
    clearTimeout(this.timer);
    const address = new URL("chat/socket", SERVER);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    let greeted = false;
    const late = setTimeout(() => socket.close(), OPEN_MS);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", session: session() }));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "hello") {
        clearTimeout(late);
        const again = this.greeted;
        greeted = this.greeted = true;
        this.failures = 0;
        this.onState(true);
        if (again) this.onHistory(frame.messages);
      } else {
        this.waiting.get(frame.id)?.(frame);
      }
    };
    socket.onclose = () => {
      clearTimeout(late);
      if (this.socket !== socket) return;
      this.socket = null;
      for (const settle of [...this.waiting.values()]) settle(null);
      if (this.ended) return;
      this.failures += 1;
      if (greeted || this.greeted) this.onState(false);
      // Some networks let no socket through. Requests do as well, without knocking for ever.
      if (!this.greeted && this.failures >= TRIES_BEFORE_REQUESTS) return;
      const pause = PAUSES_MS[Math.min(this.failures, PAUSES_MS.length) - 1];
      this.timer = setTimeout(() => this.#connect(), pause * (0.8 + 0.4 * Math.random()));
    };
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      const settle = (frame) => {
        clearTimeout(timer);
        this.waiting.delete(message.id);
        if (frame?.error && frame.error.code !== "no_session") {
          reject(new ChatError(frame.error.code, frame.error.message));
        } else {
          resolve(frame?.messages ? frame : null);
        }
      };
      const timer = setTimeout(() => settle(null), ANSWER_MS);
      this.waiting.set(message.id, settle);
      this.socket.send(JSON.stringify({ type: "say", ...message }));
    });
  }

  #hangUp() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    this.greeted = false;
    this.failures = 0;
    socket?.close();
    for (const settle of [...this.waiting.values()]) settle(null);
  }
}
