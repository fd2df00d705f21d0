// Single keys on pages where people decide: move, decide after a question, ask back. They can be switched off.
import { openDialog } from "house/dialog";

const STORED = "keys";

// WCAG 2.1.4: whoever speaks to the machine, or types by accident, must be able to do without single keys.
export function keysAreOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage may be switched off
  }
}

export function isTyping(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return Boolean(event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog"));
}

export function wakeKeys(part) {
  const help = document.getElementById("keys-help");
  const question = document.getElementById("keys-question");
  const reason = question.querySelector("textarea");
  const button = question.querySelector("[data-keys-go]");
  const toggle = help.querySelector("[data-keys-switch]");
  let asked = null;
  let next = null;

  const cases = () => [...document.querySelectorAll("[data-case]")];
  const current = () => document.activeElement?.closest("[data-case]") ?? null;

  function move(step) {
    const all = cases();
    const at = all.indexOf(current());
    const to = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    to?.focus({ preventScroll: true });
    to?.scrollIntoView({ block: "start" });
  }

  function chosen() {
    const one = current() ?? cases()[0];
    if (one && one !== current()) one.focus({ preventScroll: true });
    return one;
  }

  // Nothing is decided by one key alone: what, and about whom, is said first.
  function ask(yes) {
    const one = chosen();
    const submit = one?.querySelector(`form button[name=yes][value="${yes ? 1 : 0}"]`);
    if (!submit) return;
    asked = submit;
    question.querySelector("h2").textContent = submit.textContent.trim().replace(/\s+/g, " ");
    button.textContent = (yes ? button.dataset.yes : button.dataset.no).trim();
    button.classList.toggle("btn-danger", !yes);
    button.classList.toggle("btn-primary", yes);
    reason.value = submit.form.elements.reason?.value ?? "";
    openDialog(question, one);
    (yes ? button : reason).focus();
  }

  button.addEventListener("click", () => {
    const all = cases();
    const at = all.indexOf(asked.closest("[data-case]"));
    next = all[at + 1] ?? all[at - 1] ?? null;
    if (asked.form.elements.reason) asked.form.elements.reason.value = reason.value;
    question.close();
    // A click, and not only a submit: htmx sends the value of the button that was clicked.
    asked.click();
  });

  // Where a decision was taken, its case is gone: go on with the next. Where it was refused, it is still there.
  document.addEventListener("htmx:afterSettle", () => {
    if (!asked || asked.isConnected) return;
    const left = document.getElementById(asked.closest("[data-case]")?.id ?? "");
    (left?.matches("[data-case]") ? left : next)?.focus();
    asked = null;
  });

  const acts = {
    j: () => move(1),
    k: () => move(-1),
    a: () => ask(true),
    d: () => ask(false),
    r: () => chosen()?.querySelector("[data-keys-ask] a, a[data-keys-ask]")?.click(),
    x: () => chosen()?.querySelector("[name=stages]")?.click(),
    "?": () => openDialog(help),
  };
  document.addEventListener("keydown", (event) => {
    if (!keysAreOn() || event.repeat || isTyping(event) || !Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });

  part.hidden = false;
  toggle.checked = keysAreOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, toggle.checked ? "on" : "off");
    } catch {
      // It stays as it was.
    }
  });
}
