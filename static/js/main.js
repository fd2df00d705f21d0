// Wakes what is on the page, and what htmx brings later; each drawing is loaded only where it is needed.
import { wakeCopying } from "house/copy";
import { wakeDialogs } from "house/dialog";
import { wakeFeedback } from "house/feedback";
import { isTyping, keysAreOn } from "house/keys";
import { wakeMenus } from "house/menus";

const PARTS = [
  ["[data-lineage]", () => import("house/lineage"), "drawLineage"],
  ["[data-lineage-path]", () => import("house/lineage"), "lightPath"],
  ["[data-timeseries]", () => import("house/charts"), "drawTimeseries"],
  ["[data-radar]", () => import("house/charts"), "drawRadar"],
  ["[data-heatmap]", () => import("house/charts"), "drawHeatmap"],
  ["[data-bars]", () => import("house/charts"), "drawBars"],
  ["[data-violations]", () => import("house/violations"), "followEditor"],
  ["input[data-suggestions]", () => import("house/suggestions"), "offerSuggestions"],
  ["[data-keys]", () => import("house/keys"), "wakeKeys"],
  ["[data-guide]", () => import("house/guide"), "wakeGuide"],
  ["textarea[data-chips]", () => import("house/guide"), "makeChips"],
  ["textarea[data-editor]", () => import("house/editor"), "openEditor"],
];

// On a phone, filters must not push the list off the screen.
function fold(root) {
  if (!window.matchMedia("(max-width: 1080px)").matches) return;
  for (const part of root.querySelectorAll("[data-fold]")) part.open = false;
}

async function wake(root) {
  fold(root);
  for (const [selector, load, name] of PARTS) {
    const found = [...root.querySelectorAll(selector), ...(root.matches?.(selector) ? [root] : [])];
    const asleep = found.filter((element) => !element.dataset.awake);
    if (!asleep.length) continue;
    const part = await load();
    for (const element of asleep) {
      if (element.dataset.awake) continue;
      element.dataset.awake = "yes";
      await part[name](element);
    }
  }
}

// On a phone, the part that is open may lie beside the screen.
// Not those of the style guide, which stand far below.
document.querySelector(".tabs:not(.styleguide-state *) a.active")?.scrollIntoView({ block: "nearest", inline: "center" });

wakeCopying();
wakeDialogs();
wakeFeedback();
wakeMenus();
wake(document);
document.addEventListener("htmx:load", (event) => wake(event.detail.elt));

// "/" goes to the search box, as in most places where people search a lot.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !keysAreOn() || isTyping(event)) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
