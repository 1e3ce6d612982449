// The requests to the chat page's channel. docs/architecture.md describes them.

const LOST =
  "Your message did not reach the server. It is kept here, so you can try again. " +
  "In an emergency call your local emergency number.";

/** What went wrong, in words for the reader. */
export class ChatError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(`/chat/${path}`, {
      method,
      credentials: "same-origin",
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new ChatError("offline", LOST);
  }
  if (response.status === 204) return {};
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new ChatError(answer?.error?.code ?? "offline", answer?.error?.message ?? LOST);
}

/** Begin or continue a session; return the talk so far. */
export async function openSession() {
  return (await request("POST", "session")).messages;
}

/** Send one message; return what the bot answers. */
export async function sendMessage(message) {
  try {
    return (await request("POST", "messages", message)).messages;
  } catch (error) {
    if (error.code !== "no_session") throw error;
    // The session was forgotten in another tab, or has run out. The words still count.
    await openSession();
    return (await request("POST", "messages", message)).messages;
  }
}

/** Make this browser a new person. */
export async function forgetSession() {
  await request("DELETE", "session");
}

/** An id for a message. `crypto.randomUUID` is missing on plain http in a home network. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
