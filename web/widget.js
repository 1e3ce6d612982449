// One line embeds the chat in any page:
//   <script type="module" src="https://your.server/chat/widget.js"></script>
// Attributes may stand in that address (`?position=left&closed`) or on an element of your own,
// `<backwise-chat position="inline">`, wherever it shall stand.

import "/chat/static/chat.js";

function embed() {
  if (document.querySelector("backwise-chat")) return;
  const chat = document.createElement("backwise-chat");
  for (const [name, value] of new URL(import.meta.url).searchParams) chat.setAttribute(name, value);
  document.body.append(chat);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", embed);
else embed();
