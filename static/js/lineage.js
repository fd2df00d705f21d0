// Draws where data comes from and goes to, from left to right. The list below the drawing says the same in links.
import cytoscape from "vendor/graph";
import { calm, colour, data, onTheme } from "house/look";

const HUES = 8;
const MARGIN = 28;
const GAP = 36;

function style() {
  const ink = colour("ink");
  const base = [
    {
      selector: "node",
      style: {
        shape: "round-rectangle", width: 152, height: 62, "background-color": colour("surface"),
        "border-width": 1.5, "border-color": colour("line-strong"), label: "data(text)", color: ink,
        "font-family": "Geist, sans-serif", "font-size": 14, "font-weight": 600, "line-height": 1.35,
        "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": 138,
      },
    },
    { selector: "node[kind = 'source']", style: { shape: "barrel", "background-color": colour("sunk"), "border-style": "dashed" } },
    { selector: "node[kind = 'port']", style: { height: 44, "font-weight": 500 } },
    { selector: "node[?current]", style: { "border-width": 3, "background-color": colour("accent-soft") } },
    { selector: "node[?href]", style: { events: "yes" } },
    { selector: "node.near", style: { "border-width": 3 } },
    {
      selector: "edge",
      style: {
        width: 1.75, "curve-style": "bezier", "line-color": colour("line-strong"), "target-arrow-shape": "triangle",
        "target-arrow-color": colour("line-strong"), "arrow-scale": 0.9,
      },
    },
    { selector: "edge.near", style: { width: 2.75, "line-color": colour("accent"), "target-arrow-color": colour("accent") } },
    { selector: ".far", style: { opacity: 0.28 } },
  ];
  for (let hue = 0; hue <= HUES; hue += 1) {
    base.push({ selector: `node[tone = ${hue}]`, style: { "border-color": colour(`hue-${hue}`) } });
  }
  return base;
}

function elements({ nodes, edges }) {
  const known = new Set(nodes.map((node) => String(node.id)));
  return [
    ...nodes.map((node) => ({
      data: { ...node, id: String(node.id), tone: node.tone ?? 0, text: node.domain ? `${node.label}\n${node.domain}` : node.label },
    })),
    ...edges
      .filter((edge) => known.has(String(edge.source)) && known.has(String(edge.target)))
      .map((edge) => ({ data: { ...edge, source: String(edge.source), target: String(edge.target) } })),
  ];
}

function highlight(graph, node) {
  graph.elements().removeClass("near far");
  if (!node) return;
  const road = node.union(node.predecessors()).union(node.successors());
  graph.elements().difference(road).addClass("far");
  road.addClass("near");
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

export function drawLineage(element) {
  const parts = elements(data(element.dataset.lineage));
  element.replaceChildren();
  const graph = cytoscape({
    container: element, elements: parts, style: style(), minZoom: 0.2, maxZoom: 2.5,
    userZoomingEnabled: false, autoungrabify: true, boxSelectionEnabled: false,
  });
  const fit = () => {
    graph.fit(graph.elements(), MARGIN);
    if (graph.zoom() > 1.15) graph.zoom(1.15);
    graph.center();
    // Too small to read: stay readable and begin at the product itself; the rest is a drag away.
    if (graph.zoom() < 0.5) {
      graph.zoom(0.6);
      const current = graph.nodes("[?current]");
      graph.center(current.nonempty() ? current : graph.nodes().first());
    }
  };
  graph.layout({ name: "dagre", rankDir: "LR", nodeSep: 18, rankSep: 44, animate: false, fit: false }).run();
  pack(graph, element.clientWidth / 240);
  // As high as the drawing needs, within reason.
  const { w, h } = graph.elements().boundingBox();
  const scale = Math.min(1.15, Math.max(0.6, (element.clientWidth - 2 * MARGIN) / w));
  element.style.height = `${Math.min(480, Math.max(200, Math.round(h * scale) + 2 * MARGIN))}px`;
  graph.resize();
  fit();

  graph.on("tap", "node[?href]", (event) => window.location.assign(event.target.data("href")));
  graph.on("mouseover", "node", (event) => {
    highlight(graph, event.target);
    element.classList.toggle("lineage-hand", Boolean(event.target.data("href")));
  });
  graph.on("mouseout", "node", () => highlight(graph, null));
  const frame = element.closest(".lineage") ?? element.parentElement;
  frame.addEventListener("focusin", (event) => {
    const id = event.target.dataset?.lineageNode;
    if (!id) return;
    const node = graph.getElementById(id);
    highlight(graph, node);
    const { x1, y1, x2, y2 } = node.renderedBoundingBox();
    if (x1 >= 0 && y1 >= 0 && x2 <= graph.width() && y2 <= graph.height()) return;
    if (calm()) graph.center(node);
    else graph.animate({ center: { eles: node } }, { duration: 200 });
  });
  frame.addEventListener("focusout", () => highlight(graph, null));
  const tools = frame.querySelector(`[data-lineage-tools="${element.dataset.lineage}"]`);
  if (tools) wakeTools(graph, tools, fit);
  new ResizeObserver(() => {
    graph.resize();
    fit();
  }).observe(element);
  onTheme(element, () => graph.style(style()));
  return graph;
}
