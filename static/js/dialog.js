// Native dialogs: opened by buttons, or by htmx bringing their content; focus goes back where it came from.

let opener = null;

export function openDialog(dialog, from) {
  if (dialog.open) return;
  opener = from ?? document.activeElement;
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), textarea, select, button");
  first?.focus();
}

export function wakeDialogs() {
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-dialog-open]");
    if (opens) {
      event.preventDefault();
      openDialog(document.getElementById(opens.dataset.dialogOpen), opens);
      return;
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
    // A click on the dialog itself, not on what is in it, is a click on the dimmed page.
    if (event.target.nodeName === "DIALOG") {
      const box = event.target.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
  document.addEventListener(
    "close",
    (event) => {
      if (event.target.nodeName !== "DIALOG") return;
      if (opener?.isConnected) opener.focus();
      opener = null;
      if (event.target.id === "dialog") document.getElementById("dialog-content").replaceChildren();
    },
    true,
  );
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "dialog-content") return;
    const dialog = document.getElementById("dialog");
    const title = dialog.querySelector("h1, h2");
    if (title) dialog.setAttribute("aria-label", title.textContent.trim());
    openDialog(dialog, event.detail.requestConfig?.elt);
  });
  // The server ends a dialog with the header `HX-Trigger: dialog:close`.
  document.addEventListener("dialog:close", () => document.getElementById("dialog")?.close());
}
