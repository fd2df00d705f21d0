// Tables and columns inside the boxes of a drawing: which are shown, where they stand, and the path through them.

const HEAD = 62;
const ROW = 22;
const STRIP = 22;
const WIDE = 216;
const PAD = 8;
const MOST_ROWS = 60; // that an opened box shows; the list of its columns has the others

// What a box holds, and what of it is shown: everything, or only what lies on the lit path.
function shown(box) {
  const lit = [...box.lit.values()];
  if (!box.open) return lit;
  const rows = [];
  const known = new Set();
  for (const table of box.tables) {
    rows.push({ id: `table:${table.id}`, label: table.name, table: true });
    for (const column of table.columns) {
      known.add(column.id);
      if (rows.length < MOST_ROWS || box.lit.has(column.id)) rows.push(column);
    }
  }
  const total = box.tables.reduce((sum, table) => sum + table.columns.length + table.more, 0);
  const drawn = rows.filter((row) => !row.table).length;
  if (total > drawn) rows.push({ id: `more:${box.id}`, label: box.words.more.replace("%", total - drawn), table: true });
  return [...rows, ...lit.filter((row) => !known.has(row.id))];
}

export function makeBoxes(nodes, words) {
  return new Map(
    nodes.map((node) => [String(node.id), { id: String(node.id), url: node.columns_url, words, open: false, tables: [], lit: new Map() }]),
  );
}

export async function open(box) {
  if (!box.tables.length && box.url) {
    const answer = await fetch(box.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    box.tables = (await answer.json()).tables;
  }
  box.open = !box.open;
}

// The part with the name: larger for what is larger, higher for a long name.
function head(node) {
  const grown = node.data("size");
  const width = grown === undefined ? 176 : 200 + 12 * grown;
  const lines = node.data("text").split("\n").reduce((sum, line) => sum + Math.ceil((line.length * 7.6) / (width - 14)), 0);
  return { width, height: Math.max(HEAD, 22 + lines * 19) + 8 * (grown ?? 0) };
}

// As high as what the box holds; its name stays on top. Answers by how much each box grew.
export function size(graph, boxes) {
  const grown = new Map();
  for (const node of graph.nodes(".box")) {
    const box = boxes.get(node.id());
    const rows = shown(box);
    const strip = box.url ? STRIP : 0;
    const base = head(node);
    const height = base.height + rows.length * ROW + strip + (rows.length ? PAD : 0);
    const width = rows.length ? WIDE : base.width;
    if (height !== node.data("height")) grown.set(node.id(), height - node.data("height"));
    node.data({ rows, width, height, head: base.height, wide: width - 14, lift: rows.length || strip ? (base.height - height) / 2 : 0 });
  }
  return grown;
}

// A box that grew pushes down what stands below it, and everything else stays where one left it.
export function settle(graph, grown) {
  const boxes = graph.nodes(".box").map((node) => ({ node, id: node.id(), width: node.data("width"), ...node.position() }));
  for (const box of boxes) {
    const by = grown.get(box.id);
    if (!by) continue;
    for (const other of boxes) {
      if (other.y > box.y && Math.abs(other.x - box.x) < (other.width + box.width) / 2) other.y += by;
    }
    box.y += by / 2;
  }
  for (const { node, x, y } of boxes) node.position({ x, y });
}

export function place(graph, boxes, path) {
  const parts = [];
  for (const node of graph.nodes(".box")) {
    const box = boxes.get(node.id());
    const { width, height, rows, head: top } = node.data();
    const { x, y } = node.position();
    let at = y - height / 2 + top + ROW / 2;
    const inner = width - 2 * PAD;
    for (const row of rows) {
      const lit = path && box.lit.has(row.id);
      parts.push({
        data: { id: row.id, text: row.label, url: row.url ?? "", box: box.id, width: inner, height: ROW, wide: inner - 8, lift: 0 },
        position: { x, y: at },
        classes: ["part", row.table ? "table" : "column", lit ? "lit" : "", path?.chosen === row.id ? "chosen" : ""].join(" "),
      });
      at += ROW;
    }
    if (!box.url) continue;
    parts.push({
      data: { id: `toggle:${box.id}`, text: box.open ? box.words.close : box.words.open, box: box.id, width: inner, height: STRIP, wide: inner, lift: 0 },
      position: { x, y: y + height / 2 - STRIP / 2 - 2 },
      classes: "part toggle",
    });
  }
  graph.add(parts);
  const known = (id) => graph.getElementById(id).nonempty();
  const arrows = (path?.arrows ?? []).filter((arrow) => known(arrow.source) && known(arrow.target));
  graph.add(arrows.map((arrow, place) => ({ data: { id: `arrow:${place}`, ...arrow }, classes: "arrow" })));
}

export function light(boxes, path) {
  for (const box of boxes.values()) box.lit.clear();
  for (const row of path?.rows ?? []) boxes.get(row.box)?.lit.set(row.id, row);
}
