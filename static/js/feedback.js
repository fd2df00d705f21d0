// What a page says in passing: refused or unanswered calls, and things copied. Also puts notes away.

function say(sentence, tone) {
  const toasts = document.getElementById("toasts");
  if (!toasts || !sentence) return;
  const note = document.createElement("div");
  note.className = `note note-${tone}`;
  const body = document.createElement("p");
  body.className = "note-body";
  body.textContent = sentence;
  note.append(body);
  toasts.append(note);
  setTimeout(() => note.remove(), tone === "bad" ? 9000 : 2500);
}

function sentenceOf(call) {
  if (!call.getResponseHeader("content-type")?.includes("json")) return "";
  try {
    return JSON.parse(call.responseText).title ?? "";
  } catch {
    return "";
  }
}

export function wakeFeedback() {
  const words = () => document.getElementById("toasts")?.dataset ?? {};
  document.addEventListener("click", (event) => event.target.closest("[data-close]")?.parentElement.remove());
  document.addEventListener("house:said", (event) => say(event.detail, "good"));
  document.addEventListener("htmx:responseError", (event) => say(sentenceOf(event.detail.xhr) || words().trouble, "bad"));
  document.addEventListener("htmx:sendError", () => say(words().offline, "bad"));
}
