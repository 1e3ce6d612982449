// Talks to the server with the JavaScript client; prints what it hears, one JSON value a line.
// node talk.mjs URL TRANSPORT WORDS...

import { io } from "socket.io-client";

const [url, transport, ...words] = process.argv.slice(2);
const socket = io(url, { transports: [transport], reconnection: false });
const print = (kind, value) => console.log(JSON.stringify({ kind, value }));

socket.on("connect_error", (error) => {
  print("refused", error.message);
  process.exit(1);
});
socket.on("connect", () => socket.emit("session_request", { session_id: null }));
socket.on("session_confirm", (session) => {
  print("session", session);
  say(session);
});

let heard = 0;
function say(session) {
  if (heard === words.length) {
    socket.disconnect();
    return;
  }
  socket.once("bot_uttered", (message) => {
    print("heard", message);
    heard += 1;
    say(session);
  });
  socket.emit("user_uttered", { message: words[heard], session_id: session });
}
