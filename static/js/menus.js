// A menu is a <details> that opens without scripts; with them it closes when one goes elsewhere.
const OPEN = "details[data-menu][open]";

function close(menus) {
  for (const menu of menus) menu.open = false;
}

export function wakeMenus() {
  document.addEventListener("click", (event) => {
    const inside = event.target.closest?.("details[data-menu]");
    close([...document.querySelectorAll(OPEN)].filter((menu) => menu !== inside));
  });
  document.addEventListener("focusin", (event) => {
    close([...document.querySelectorAll(OPEN)].filter((menu) => !menu.contains(event.target)));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.(OPEN) ?? document.querySelector(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
