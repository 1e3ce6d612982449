// What the page itself says. The bot speaks English; these are the words around it.

const ENGLISH = {
  title: "Backwise",
  talk: "Talk with {title}",
  about: "An AI guide to back pain. Not a doctor, not an emergency service.",
  emergency: "In an emergency call your local number.",
  open: "Open the chat",
  close: "Close the chat",
  unread: "New message",
  startOver: "Start over",
  print: "Print",
  forget: "Delete my data",
  welcome: "Welcome",
  welcomeTitle: "How is your back?",
  welcomeText:
    "Tell me in your own words where it hurts, since when, and what worries you. " +
    "I check for warning signs first. Then we look at what may help.",
  begin: "Ways to begin",
  jump: "New messages ↓",
  write: "Write a message",
  yourMessage: "Your message",
  placeholder: "Write your message",
  send: "Send",
  tooLong: "Too long by {count} characters. Please shorten it or send it in parts.",
  forgetTitle: "Delete your data?",
  forgetText:
    "This erases our talk and everything kept about you on the server. " +
    "You then begin as a new person. It cannot be undone.",
  keep: "Keep it",
  forgetYes: "Delete my data",
  lost:
    "Your message did not reach the server. It is kept here, so you can try again. " +
    "In an emergency call your local emergency number.",
  again: "Try again",
  offline: "No connection. I keep trying.",
  youSaid: "You said: ",
  botSaid: "{title} said: ",
  answers: "Answers to choose from",
  today: "Today, ",
  picture: "Picture from {title}",
  pain: "Your pain from 0 to 10",
  painNone: "0: no pain",
  painWorst: "10: worst you can imagine",
  painOf: "{value} out of 10",
  painMove: "Move the slider",
  painSend: "Send",
  map: "Tap where it hurts",
  show: "Show what to do",
};

const GERMAN = {
  talk: "Gespräch mit {title}",
  about: "Ein KI-Ratgeber bei Rückenschmerzen, auf Englisch. Kein Arzt, kein Notdienst.",
  emergency: "Im Notfall rufen Sie 112 oder Ihre örtliche Notrufnummer.",
  open: "Chat öffnen",
  close: "Chat schließen",
  unread: "Neue Nachricht",
  startOver: "Neu beginnen",
  print: "Drucken",
  forget: "Meine Daten löschen",
  welcome: "Willkommen",
  welcomeTitle: "Wie geht es Ihrem Rücken?",
  welcomeText:
    "Bitte schreiben Sie auf Englisch, wo es weh tut, seit wann, und was Sie beunruhigt. " +
    "Zuerst wird nach Warnzeichen gefragt. Dann sehen wir, was helfen kann.",
  begin: "So können Sie beginnen",
  jump: "Neue Nachrichten ↓",
  write: "Nachricht schreiben",
  yourMessage: "Ihre Nachricht",
  placeholder: "Ihre Nachricht (auf Englisch)",
  send: "Senden",
  tooLong: "Um {count} Zeichen zu lang. Bitte kürzen oder in Teilen senden.",
  forgetTitle: "Ihre Daten löschen?",
  forgetText:
    "Das löscht unser Gespräch und alles, was der Server über Sie gespeichert hat. " +
    "Danach beginnen Sie neu. Es lässt sich nicht rückgängig machen.",
  keep: "Behalten",
  forgetYes: "Meine Daten löschen",
  lost:
    "Ihre Nachricht hat den Server nicht erreicht. Sie bleibt hier, und Sie können es noch einmal " +
    "versuchen. Im Notfall rufen Sie die Notrufnummer.",
  again: "Noch einmal versuchen",
  offline: "Keine Verbindung. Ich versuche es weiter.",
  youSaid: "Sie schrieben: ",
  botSaid: "{title} schrieb: ",
  answers: "Antworten zur Auswahl",
  today: "Heute, ",
  picture: "Bild von {title}",
  pain: "Ihr Schmerz von 0 bis 10",
  painNone: "0: kein Schmerz",
  painWorst: "10: der schlimmste vorstellbare",
  painOf: "{value} von 10",
  painMove: "Bewegen Sie den Regler",
  painSend: "Senden",
  map: "Tippen Sie, wo es weh tut",
  show: "Zeigen, was zu tun ist",
};

const LANGUAGES = { en: ENGLISH, de: GERMAN };

/** The words in a language, English where there are none; `{name}` is filled in. */
export function wordsIn(language, title) {
  const table = { ...ENGLISH, ...LANGUAGES[String(language ?? "").slice(0, 2).toLowerCase()] };
  const name = title || table.title;
  return (key, values = {}) =>
    key === "title"
      ? name
      : table[key].replace(/\{(\w+)\}/g, (_, field) => ({ title: name, ...values })[field] ?? "");
}
