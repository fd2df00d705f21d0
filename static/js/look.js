// What drawings need to know of the page: its colours, its wishes, and how to read data out of it.

export function colour(name) {
  // A probe resolves light-dark() and var(), which drawing libraries cannot read.
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function data(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export const nonce = () => document.querySelector("script[nonce]")?.nonce ?? "";

// What a script of the page shows with a call that is not a GET.
export const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";

export function onTheme(element, draw) {
  const again = () => (element.isConnected ? draw() : document.removeEventListener("theme:changed", again));
  document.addEventListener("theme:changed", again);
}
