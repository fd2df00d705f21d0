// What the search box offers as one types: a combobox by the pattern of ARIA. Without it the box is a plain search.

const PAUSE = 120;
let boxes = 0;

export function offerSuggestions(input) {
  const list = document.createElement("div");
  list.className = "suggestions";
  list.id = `suggestions-${(boxes += 1)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestionsLabel || "");
  list.hidden = true;
  input.closest("form").append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  let timer, asked, at = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function point(to) {
    const all = options();
    at = all.length ? (to + all.length + 1) % (all.length + 1) : -1;
    if (at === all.length) at = -1;
    all.forEach((option, index) => option.setAttribute("aria-selected", index === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const text = input.value.trim();
    if (text.length < 2) return close();
    try {
      const answer = await fetch(`${input.dataset.suggestions}?${new URLSearchParams({ q: text })}`, { signal: asked.signal });
      if (!answer.ok || document.activeElement !== input) return;
      list.innerHTML = await answer.text();
    } catch (trouble) {
      if (trouble.name !== "AbortError") close();
      return;
    }
    options().forEach((option, index) => (option.id = `${list.id}-${index}`));
    list.hidden = !options().length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const last = options().length;
      point(event.key === "ArrowDown" ? at + 1 : at < 0 ? last - 1 : at - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      options()[at].click();
    }
  });
  input.form.addEventListener("submit", close);
  input.addEventListener("blur", () => setTimeout(() => list.contains(document.activeElement) || close(), 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
