// The guide saves by itself after a pause in typing, and shows what that led to; without scripts its buttons do the same.

const PAUSE = 1200;
const SOON = 250;

// Fields that name things are saved when they are left: half a name would rename what refers to it.
const late = (field) => field.matches?.("[data-late]");

class Guide {
  constructor(root) {
    this.root = root;
    this.timer = 0;
    this.busy = false;
    this.again = false;
    this.shaped = false;
    root.addEventListener("input", (event) => this.typed(event));
    root.addEventListener("change", (event) => this.changed(event));
    root.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.timer && this.form) event.preventDefault();
    });
  }

  get form() {
    return this.root.querySelector("[data-guide-form]");
  }

  typed(event) {
    if (this.ours(event.target) && !late(event.target)) this.soon(PAUSE);
  }

  changed(event) {
    if (!this.ours(event.target)) return;
    // On some choices it depends which other fields there are.
    this.shaped ||= event.target.matches("[data-shapes]");
    // An editor tells of every key as a change; a list or a box of a single one.
    this.soon(event.target.matches("textarea") ? PAUSE : SOON);
  }

  // Choices between two versions are settled by their button, and searching saves nothing.
  ours(field) {
    return this.form && field.form === this.form && !field.closest(".guide-conflict, [data-unsaved]") && !field.readOnly;
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  submitted(event) {
    if (event.target !== this.form) return;
    clearTimeout(this.timer);
    this.timer = 0;
    const action = event.submitter?.name === "do" ? event.submitter.value : "save";
    if (action === "next" || action === "try") return; // the browser goes there itself
    event.preventDefault();
    this.save(event.submitter?.closest(".guide-conflict") ? null : action, event.submitter);
  }

  say(words) {
    const status = this.root.querySelector("#guide-status");
    if (status) status.textContent = words;
  }

  async save(action = null, submitter = null) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.form) return;
    if (this.busy) {
      this.again = { action, submitter };
      return;
    }
    if (!submitter && this.root.querySelector(".guide-conflict")) return; // somebody has to choose first
    this.busy = true;
    const sent = new FormData(this.form);
    const kind = this.shaped ? "fresh" : "save";
    this.shaped = false;
    if (action) sent.set("do", action);
    this.say(this.root.dataset.wordsSaving);
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: sent, headers: { "X-Guide": kind } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const theirs = page.querySelector("[data-guide]");
      if (theirs) this.take(theirs, sent);
      else this.say(this.root.dataset.wordsOut);
    } catch {
      this.say(this.root.dataset.wordsOffline);
    } finally {
      this.busy = false;
      if (this.again) {
        const { action: next, submitter: by } = this.again;
        this.again = false;
        this.save(next, by);
      }
    }
  }

  // What the answer has anew: all of it where rows came, went or moved, else only what follows the fields.
  take(theirs, sent) {
    const refused = theirs.querySelector(".guide-conflict, #guide-notice .note-bad");
    if ("fresh" in theirs.dataset) this.takeAll(theirs, sent);
    else this.takeLive(theirs);
    if (theirs.dataset.here && theirs.dataset.here !== this.root.dataset.here) {
      this.root.dataset.here = theirs.dataset.here;
      history.replaceState(history.state, "", theirs.dataset.here);
      if (this.form) this.form.action = theirs.dataset.here;
    }
    if (refused) this.root.querySelector("#guide-notice")?.scrollIntoView({ block: "center" });
    else for (const area of this.root.querySelectorAll("textarea[data-editor]")) if (sent.get(area.name)?.replaceAll("\r\n", "\n") === area.value) area.dispatchEvent(new Event("editor:saved"));
  }

  takeLive(theirs) {
    for (const part of theirs.querySelectorAll("[data-live][id]")) {
      const mine = document.getElementById(part.id);
      if (mine && mine.innerHTML !== part.innerHTML) mine.replaceChildren(...part.childNodes);
    }
    for (const mine of this.root.querySelectorAll(".said[id]")) {
      const part = theirs.querySelector(`.said[id="${CSS.escape(mine.id)}"]`);
      if (mine.innerHTML !== (part?.innerHTML ?? "")) mine.innerHTML = part?.innerHTML ?? "";
      mine.closest(".field")?.classList.toggle("field-wrong", Boolean(mine.querySelector(".said-error")));
      if (mine.firstChild) mine.closest("details")?.setAttribute("open", "");
    }
  }

  takeAll(theirs, sent) {
    const typed = [];
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && sent.get(name) !== value) typed.push([name, value]);
    const here = document.activeElement?.id;
    const open = [...this.root.querySelectorAll("details[open][id]")].map((fold) => fold.id);
    this.root.replaceChildren(...theirs.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [name, value] of typed) {
      const field = this.form?.elements[name];
      if (field instanceof HTMLElement && name !== "base" && name !== "revision") field.value = value;
    }
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: this.root } }));
    window.htmx?.process(this.root);
    const wanted = document.getElementById(theirs.dataset.focus || here || "");
    if (wanted) {
      wanted.closest("details")?.setAttribute("open", "");
      wanted.focus({ preventScroll: !theirs.dataset.focus });
      if (theirs.dataset.focus) {
        wanted.scrollIntoView({ block: "center" });
        wanted.select?.();
      }
    }
    if (typed.length) this.soon(PAUSE);
  }
}

export function wakeGuide(root) {
  // On a phone, the step that is open may lie beside the screen.
  root.querySelector(".guide-step.active")?.scrollIntoView({ block: "nearest", inline: "center" });
  return new Guide(root);
}

// A list of words, one a line, as chips that one types and takes away.
export function makeChips(area) {
  const box = Object.assign(document.createElement("div"), { className: "chip-box" });
  const input = Object.assign(document.createElement("input"), { type: "text", className: "chip-input", autocomplete: "off" });
  input.setAttribute("aria-label", area.labels?.[0]?.textContent.trim() ?? "");
  input.setAttribute("aria-describedby", area.getAttribute("aria-describedby") ?? "");
  input.disabled = area.disabled;
  const words = () => area.value.split("\n").map((word) => word.trim()).filter(Boolean);
  const tell = (list) => {
    area.value = [...new Set(list)].join("\n");
    area.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  };
  const chip = (word, place) => {
    const item = Object.assign(document.createElement("span"), { className: "chip chip-word" });
    item.append(word);
    if (area.disabled) return item;
    const away = Object.assign(document.createElement("button"), { type: "button", className: "chip-away", textContent: "×" });
    away.setAttribute("aria-label", `${area.dataset.wordsAway || "Remove"} ${word}`);
    away.addEventListener("click", () => {
      tell(words().filter((_, other) => other !== place));
      input.focus();
    });
    item.append(away);
    return item;
  };
  function draw() {
    box.replaceChildren(...words().map(chip), input);
  }
  const add = () => {
    if (!input.value.trim()) return;
    const added = input.value;
    input.value = "";
    tell([...words(), added]);
    input.focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && !input.value && words().length) {
      tell(words().slice(0, -1));
      input.focus();
    }
  });
  input.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!pasted.includes("\n")) return;
    event.preventDefault();
    tell([...words(), ...pasted.split("\n").map((word) => word.trim()).filter(Boolean)]);
    input.focus();
  });
  input.addEventListener("blur", add);
  box.addEventListener("click", (event) => event.target === box && input.focus());
  area.hidden = true;
  area.after(box);
  draw();
}
