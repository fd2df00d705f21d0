// Draws where data comes from and goes to, from left to right. The list below the drawing says the same in links.
import cytoscape from "vendor/graph";
import { style } from "house/lineage-look";
import { light, makeBoxes, open, place, settle, size } from "house/lineage-rows";
import { calm, data, onTheme } from "house/look";

const MARGIN = 28;
const GAP = 36;
const MANY = 100;
const drawings = new Map();
const UNSIZED = { width: 1, height: 1, wide: 1, lift: 0 }; // until it is known what a box holds

function elements({ nodes, edges }) {
  const known = new Set(nodes.map((node) => String(node.id)));
  return [
    ...nodes.map((node) => ({
      data: { ...UNSIZED, ...node, id: String(node.id), tone: node.tone ?? 0, text: node.domain ? `${node.label}\n${node.domain}` : node.label },
      classes: "box",
    })),
    ...edges
      .filter((edge) => known.has(String(edge.source)) && known.has(String(edge.target)))
      .map((edge) => ({ data: { ...edge, source: String(edge.source), target: String(edge.target) }, classes: "flow" })),
  ];
}

// What lies before and behind a box is near, the rest is far.
function highlight(graph, node) {
  const flows = graph.elements(".box, .flow");
  const road = node ? node.union(node.predecessors(".box, .flow")).union(node.successors(".box, .flow")) : null;
  graph.batch(() => {
    flows.removeClass("near far");
    if (!road) return;
    flows.difference(road).addClass("far");
    road.addClass("near");
  });
}

function wakeTools(graph, tools, fit) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const wish = event.target.closest("[data-lineage-zoom]")?.dataset.lineageZoom;
    if (!wish) return;
    if (wish === "fit") return fit();
    const centre = { x: graph.width() / 2, y: graph.height() / 2 };
    graph.zoom({ level: graph.zoom() * (wish === "in" ? 1.3 : 1 / 1.3), renderedPosition: centre });
  });
}

// What does not hang together stands side by side, in rows about as wide as the frame, not in one long column.
function pack(graph, ratio) {
  const parts = graph.elements().components().map((part) => ({ part, box: part.boundingBox() }));
  if (parts.length < 2) return;
  const area = parts.reduce((sum, { box }) => sum + (box.w + GAP) * (box.h + GAP), 0);
  const widest = Math.max(...parts.map(({ box }) => box.w), Math.sqrt(area * ratio));
  let [x, y, high] = [0, 0, 0];
  for (const { part, box } of parts.sort((one, other) => other.box.h - one.box.h)) {
    if (x > 0 && x + box.w > widest) [x, y, high] = [0, y + high + GAP, 0];
    part.nodes().shift({ x: x - box.x1, y: y - box.y1 });
    x += box.w + GAP;
    high = Math.max(high, box.h);
  }
}

class Drawing {
  constructor(element) {
    const parts = data(element.dataset.lineage);
    this.element = element;
    this.frame = element.closest(".lineage") ?? element.parentElement;
    this.words = { open: this.frame.dataset.wordsOpen ?? "", close: this.frame.dataset.wordsClose ?? "", more: this.frame.dataset.wordsMore ?? "%" };
    this.boxes = makeBoxes(parts.nodes, this.words);
    this.path = null;
    element.replaceChildren();
    this.graph = cytoscape({
      container: element, elements: elements(parts), style: style(), minZoom: 0.1, maxZoom: 2.5,
      userZoomingEnabled: false, autoungrabify: true, boxSelectionEnabled: false,
      // Of many boxes, a picture is moved while one drags.
      textureOnViewport: parts.nodes.length > MANY, hideEdgesOnViewport: parts.nodes.length > MANY,
    });
  }

  // Boxes are laid out once; what stands in them follows, and what is opened later pushes others aside.
  draw({ first = false } = {}) {
    const { graph, element } = this;
    let grown;
    graph.batch(() => {
      graph.remove(".part, .arrow");
      grown = size(graph, this.boxes);
    });
    if (first) {
      graph.layout({ name: "dagre", rankDir: "LR", nodeSep: 18, rankSep: 60, animate: false, fit: false }).run();
      pack(graph, element.clientWidth / 240);
    } else {
      graph.batch(() => settle(graph, grown));
    }
    graph.batch(() => place(graph, this.boxes, this.path));
    // As high as the drawing needs, within reason.
    const { w, h } = graph.elements().boundingBox();
    const scale = Math.min(1.15, Math.max(0.6, (element.clientWidth - 2 * MARGIN) / w));
    const most = graph.nodes(".column").nonempty() ? 640 : 480;
    element.style.height = `${Math.min(most, Math.max(200, Math.round(h * scale) + 2 * MARGIN))}px`;
    graph.resize();
  }

  fit() {
    const { graph } = this;
    graph.fit(graph.elements(), MARGIN);
    if (graph.zoom() > 1.15) graph.zoom(1.15);
    graph.center();
    // Too small to read: stay readable and begin at what is looked at; the rest is a drag away.
    if (graph.zoom() < 0.5) {
      graph.zoom(0.6);
      const wanted = [graph.nodes(".chosen"), graph.nodes("[?current]"), graph.nodes().first()];
      graph.center(wanted.find((nodes) => nodes.nonempty()));
    }
  }

  light(path) {
    this.path = path;
    light(this.boxes, path);
    this.draw();
    this.fit();
    const lit = new Set((path?.rows ?? []).map((row) => row.box));
    this.graph.batch(() => {
      this.graph.nodes(".box").forEach((node) => node.toggleClass("far", lit.size > 0 && !lit.has(node.id())));
      this.graph.edges(".flow").toggleClass("far", lit.size > 0);
    });
  }

  async toggle(id) {
    await open(this.boxes.get(id));
    this.draw();
    this.tell(id);
  }

  // The list says what the drawing shows: an opened box has its columns there as links.
  tell(id) {
    const box = this.boxes.get(id);
    const button = this.frame.querySelector(`[data-lineage-open="${CSS.escape(id)}"]`);
    if (!button) return;
    button.setAttribute("aria-expanded", String(box.open));
    button.parentElement.querySelector("ul")?.remove();
    if (!box.open) return;
    const list = document.createElement("ul");
    for (const table of box.tables) {
      for (const column of table.columns) {
        const [item, link] = [document.createElement("li"), document.createElement("a")];
        link.href = column.url;
        link.dataset.lineageRow = this.element.dataset.lineage;
        link.className = "font-monospace";
        link.textContent = `${table.name}.${column.label}`;
        item.append(link);
        list.append(item);
      }
    }
    button.after(list);
  }

  wake() {
    const { graph, element, frame } = this;
    graph.on("tap", "node.toggle", (event) => this.toggle(event.target.data("box")));
    graph.on("tap", "node.column", (event) => event.target.data("url") && follow(event.target.data("url")));
    graph.on("tap", "node.box[?href]", (event) => window.location.assign(event.target.data("href")));
    graph.on("mouseover", "node", (event) => {
      const target = event.target;
      if (target.hasClass("box") && !this.path) highlight(graph, target);
      element.classList.toggle("lineage-hand", Boolean(target.data("href") || target.data("url") || target.hasClass("toggle")));
    });
    graph.on("mouseout", "node", () => {
      element.classList.remove("lineage-hand");
      if (!this.path) highlight(graph, null);
    });
    frame.addEventListener("focusin", (event) => this.show(event.target.dataset?.lineageNode));
    frame.addEventListener("focusout", () => !this.path && highlight(graph, null));
    for (const button of frame.querySelectorAll("[data-lineage-open]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.toggle(button.dataset.lineageOpen));
    }
    const tools = frame.querySelector(`[data-lineage-tools="${element.dataset.lineage}"]`);
    if (tools) wakeTools(graph, tools, () => this.fit());
    let width = element.clientWidth;
    new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      graph.resize();
      this.fit();
    }).observe(element);
    onTheme(element, () => graph.style(style()));
  }

  show(id) {
    if (!id) return;
    const node = this.graph.getElementById(id);
    if (!this.path) highlight(this.graph, node);
    const { x1, y1, x2, y2 } = node.renderedBoundingBox();
    if (x1 >= 0 && y1 >= 0 && x2 <= this.graph.width() && y2 <= this.graph.height()) return;
    if (calm()) this.graph.center(node);
    else this.graph.animate({ center: { eles: node } }, { duration: 200 });
  }
}

// A column that is chosen comes with its lists, its SQL and its path, and the page stays where it is.
async function follow(address) {
  if (!document.getElementById("walk")) return window.location.assign(address);
  await window.htmx.ajax("GET", address, { target: "#walk", swap: "outerHTML" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-lineage-row]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !drawings.has(link.dataset.lineageRow)) return;
  event.preventDefault();
  // Who comes by keyboard is led to what arrived.
  const byKey = event.detail === 0;
  follow(link.href).then(() => byKey && document.getElementById("walk")?.focus());
});

export function drawLineage(element) {
  const drawing = new Drawing(element);
  drawings.set(element.dataset.lineage, drawing);
  drawing.draw({ first: true });
  drawing.fit();
  drawing.wake();
  return drawing.graph;
}

export function lightPath(element) {
  drawings.get(element.dataset.lineagePath)?.light(data(element.dataset.path));
}
