// The list of what is wrong follows the editor: each time the text was judged, it tells what was found.

const LEVELS = ["error", "warning", "info"];

function line(list, violation) {
  const level = LEVELS.includes(violation.level) ? violation.level : "info";
  const item = list.querySelector(`template[data-violation="${level}"]`).content.firstElementChild.cloneNode(true);
  item.querySelector("[data-violation-message]").textContent = violation.message;
  const link = item.querySelector("[data-line]");
  link.dataset.line = violation.line || 1;
  link.textContent = link.dataset.words.replace("{n}", violation.line || 1);
  item.querySelector("code").textContent = violation.path;
  return item;
}

export function followEditor(list) {
  const shown = list.querySelector("ul");
  const none = list.querySelector('template[data-violation="none"]').content.firstElementChild;
  document.addEventListener("editor:judged", (event) => {
    const found = event.detail.slice(0, Number(list.dataset.most) || 200);
    shown.replaceChildren(...(found.length ? found.map((violation) => line(list, violation)) : [none.cloneNode(true)]));
  });
}
