// How boxes, rows and arrows of a drawing of lineage look, in the colours of the page.
import { colour } from "house/look";

const HUES = 8;
const TONES = ["good", "warn", "bad", "info"];

export function style() {
  const [ink, faint, line, strong, accent] = ["ink", "ink-2", "line", "line-strong", "accent"].map(colour);
  const base = [
    {
      selector: "node",
      style: {
        shape: "round-rectangle", width: "data(width)", height: "data(height)", "background-color": colour("surface"),
        "border-width": 1.5, "border-color": strong, label: "data(text)", color: ink,
        "font-family": "Geist, sans-serif", "font-size": 14, "font-weight": 600, "line-height": 1.35,
        "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": "data(wide)",
        "text-margin-y": "data(lift)", "z-index-compare": "manual", "z-index": 1,
      },
    },
    { selector: "node[kind = 'source']", style: { "background-color": colour("sunk"), "border-style": "dashed" } },
    { selector: "node[kind = 'neighbour']", style: { "border-style": "dashed", "font-weight": 500 } },
    { selector: "node[kind = 'hidden']", style: { "border-style": "dotted", color: faint, "font-weight": 500 } },
    { selector: "node[kind = 'port']", style: { "font-weight": 500 } },
  ];
  for (let hue = 0; hue <= HUES; hue += 1) {
    base.push({ selector: `node[tone = ${hue}]`, style: { "border-color": colour(`hue-${hue}`) } });
  }
  for (const tone of TONES) {
    base.push({ selector: `node[state = '${tone}']`, style: { "background-color": colour(`${tone}-soft`) } });
  }
  return [
    ...base,
    { selector: "node[?current]", style: { "border-width": 3, "background-color": colour("accent-soft") } },
    { selector: "node.near", style: { "border-width": 3 } },
    {
      selector: "edge",
      style: {
        width: 1.75, "curve-style": "bezier", "line-color": strong, "target-arrow-shape": "triangle",
        "target-arrow-color": strong, "arrow-scale": 0.9, "z-index-compare": "manual", "z-index": 0,
      },
    },
    {
      selector: "edge[count]",
      style: {
        label: "data(count)", width: "mapData(count, 1, 50, 1.75, 8)", color: ink, "font-size": 13, "font-weight": 600,
        "font-family": "Geist, sans-serif", "text-background-color": colour("surface"), "text-background-opacity": 1,
        "text-background-padding": 3, "text-background-shape": "round-rectangle",
      },
    },
    { selector: "edge.near", style: { "line-color": accent, "target-arrow-color": accent } },
    { selector: "edge.near[^count]", style: { width: 2.75 } },
    {
      selector: "node.part",
      style: {
        "z-index": 2, "border-width": 1, "border-color": line, shape: "rectangle",
        "font-size": 12, "font-weight": 400, "font-family": "Geist Mono, monospace", "text-wrap": "ellipsis",
        "background-color": colour("surface"), "text-margin-y": 0,
      },
    },
    { selector: "node.table", style: { "font-weight": 600, "background-color": colour("sunk") } },
    { selector: "node.toggle", style: { "font-family": "Geist, sans-serif", color: faint, "border-width": 0, "background-opacity": 0 } },
    { selector: "node.lit", style: { "background-color": colour("accent-soft"), "border-color": accent } },
    { selector: "node.chosen", style: { "border-width": 2, "border-color": accent, "font-weight": 700 } },
    {
      selector: "edge.arrow",
      style: {
        "z-index": 3, width: 2.25, "line-color": accent, "target-arrow-color": accent,
        "source-endpoint": "90deg", "target-endpoint": "270deg",
      },
    },
    { selector: ".far", style: { opacity: 0.28 } },
  ];
}
