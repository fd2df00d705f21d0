// Where the cursor stands in a YAML text that is being written, and so need not be whole: read off the lines and their
// indentation, and off the brackets around it. A place is the kind of its document, the way to it from the outermost
// map ("-" is an item of a list), the keys beside it, and whether a key or the value of one is being written.

const LINE = /^(\s*)((?:-\s+|-$)*)(?:(["']?)([\w$.-]+)\3(\s*:(?:\s+|$)))?(.*)$/;
const DOCUMENT = /^(?:---|\.\.\.)(?:\s|$)/;

function read(text) {
  const [, indent, dashes, , key, , rest] = LINE.exec(text);
  const items = [...dashes.matchAll(/-/g)].map((found) => indent.length + found.index);
  const column = indent.length + dashes.length;
  if (!key) return { items, column, key: null, value: null, valueFrom: null };
  return { items, column, key, value: rest.trim(), valueFrom: text.length - rest.length };
}

const isNothing = (text) => /^\s*(#.*)?$/.test(text);

// The first and last line of the document around a line.
export function documentAround(doc, number) {
  let first = number;
  while (first > 1 && !DOCUMENT.test(doc.line(first).text)) first -= 1;
  let last = number;
  while (last < doc.lines && !DOCUMENT.test(doc.line(last + 1).text)) last += 1;
  return { first, last };
}

// The value of a key of the outermost map; empty where there is none.
export function outermost(doc, range, key) {
  for (let number = range.first; number <= range.last; number += 1) {
    const { text } = doc.line(number);
    if (!text.startsWith(`${key}:`)) continue;
    return text.slice(key.length + 1).trim().replace(/^["']|["']$/g, "");
  }
  return "";
}

// The keys of the map that has a key in this column on this line, each with its value.
function keysBeside(doc, range, number, column) {
  const found = new Map();
  const take = (at) => {
    const { text } = doc.line(at);
    if (isNothing(text)) return true;
    const line = read(text);
    if (line.column === column && line.key !== null) found.set(line.key, line.value.replace(/^["']|["']$/g, ""));
    return line.column >= column;
  };
  for (let at = number; at >= range.first; at -= 1) {
    const { text } = doc.line(at);
    if (DOCUMENT.test(text) || !take(at)) break;
    const line = read(text);
    if (!isNothing(text) && line.items.length && line.items[line.items.length - 1] < column && line.column <= column) break;
  }
  for (let at = number + 1; at <= range.last; at += 1) {
    const { text } = doc.line(at);
    if (isNothing(text)) continue;
    const line = read(text);
    if (line.column < column || (line.items.length && line.items[0] < column) || !take(at)) break;
  }
  return found;
}

// The way to a column on a line, by what stands above it with less indentation.
function wayTo(doc, range, number, start) {
  const way = [];
  const beside = [];
  let { column } = start;
  let inList = false;
  const enter = (line) => {
    for (const item of [...line.items].reverse()) {
      if (item >= column) continue;
      way.unshift("-");
      beside.unshift(new Map());
      column = item;
      inList = true;
    }
  };
  enter(start);
  for (let at = number - 1; at >= range.first && (column > 0 || inList); at -= 1) {
    const { text } = doc.line(at);
    if (DOCUMENT.test(text)) break;
    if (isNothing(text)) continue;
    const line = read(text);
    const above = line.column < column || (inList && line.column === column && !line.items.length);
    if (above && line.key !== null) {
      way.unshift(line.key);
      beside.unshift(keysBeside(doc, range, at, line.column));
      column = line.column;
      inList = false;
      enter(line);
    } else if (line.column === column && !inList) {
      enter(line);
    }
  }
  return { way, beside };
}

// The brackets that are open between two places of a text, each with the keys written in it so far.
function openBrackets(text) {
  const open = [];
  let word = "";
  let quote = "";
  const told = () => word.trim().replace(/^["']|["']$/g, "");
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    const inner = open[open.length - 1];
    if (quote) {
      word += letter;
      if (letter === quote) quote = "";
    } else if ((letter === '"' || letter === "'") && !word.trim()) {
      quote = letter;
      word += letter;
    } else if (letter === "{" || letter === "[") {
      open.push({ list: letter === "[", keys: new Map(), key: null, wordFrom: at + 1 });
      word = "";
    } else if (letter === "}" || letter === "]") {
      open.pop();
      word = "";
    } else if (letter === "," && inner) {
      if (inner.key !== null) inner.keys.set(inner.key, told());
      inner.key = null;
      inner.wordFrom = at + 1;
      word = "";
    } else if (letter === ":" && inner && !inner.list && inner.key === null && /\s|$/.test(text[at + 1] ?? "")) {
      inner.key = told();
      inner.keys.set(inner.key, "");
      inner.wordFrom = at + 1;
      word = "";
    } else {
      word += letter;
    }
  }
  return { open, word };
}

// Where the outermost brackets around a position begin; -1 where there are none. The tree of the editor tells.
function bracketsAround(node) {
  let from = -1;
  for (let around = node; around; around = around.parent) {
    if (around.name === "FlowMapping" || around.name === "FlowSequence") from = around.from;
  }
  return from;
}

export function placeAt(state, node, position) {
  const { doc } = state;
  const flow = bracketsAround(node);
  const anchor = doc.lineAt(flow < 0 ? position : flow);
  const range = documentAround(doc, anchor.number);
  const kind = outermost(doc, range, "kind");
  const until = flow < 0 ? position : flow;
  // On a line without words, the cursor itself says how far in the next key stands.
  const line = read(flow < 0 && anchor.text.trim() ? anchor.text : anchor.text.slice(0, until - anchor.from));
  const { way, beside } = wayTo(doc, range, anchor.number, line);
  const keys = keysBeside(doc, range, anchor.number, line.column);
  if (flow < 0) return inBlock({ kind, range, way, beside, keys }, line, anchor, position);
  if (line.key !== null) {
    way.push(line.key);
    beside.push(keys);
  }
  return inBrackets({ kind, range, way, beside }, doc.sliceString(flow, position), flow);
}

function inBlock(place, line, anchor, position) {
  if (line.key !== null && position >= anchor.from + line.valueFrom) {
    const { way, beside, keys } = place;
    return { ...place, way: [...way, line.key], beside: [...beside, keys], writes: "value", from: anchor.from + line.valueFrom };
  }
  return { ...place, writes: "key", from: anchor.from + line.column, indent: line.column, inBrackets: false };
}

function inBrackets(place, text, start) {
  const { open, word } = openBrackets(text);
  const way = [...place.way];
  const beside = [...place.beside];
  for (const [depth, bracket] of open.entries()) {
    const last = depth === open.length - 1;
    if (bracket.list) {
      way.push("-");
      beside.push(new Map());
    } else if (bracket.key !== null) {
      way.push(bracket.key);
      beside.push(bracket.keys);
    } else if (last) {
      return { ...place, way, beside, keys: bracket.keys, writes: "key", from: from(text, word, start), inBrackets: true };
    }
  }
  return { ...place, way, beside, keys: new Map(), writes: "value", from: from(text, word, start), inBrackets: true };
}

const from = (text, word, start) => start + text.length - word.trimStart().length;
