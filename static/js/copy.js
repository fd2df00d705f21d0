// Buttons that copy the text beside them.

async function put(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function wakeCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-button]");
    if (!button) return;
    await put(button.closest("[data-copy]").querySelector("[data-copy-text]").textContent);
    const use = button.querySelector("use");
    const was = use.getAttribute("href");
    use.setAttribute("href", was.replace(/#.*/, "#check"));
    button.classList.add("copied");
    button.focus();
    document.dispatchEvent(new CustomEvent("house:said", { detail: button.dataset.copied }));
    setTimeout(() => {
      use.setAttribute("href", was);
      button.classList.remove("copied");
    }, 1600);
  });
}
