// Proposes keys and values of documents where the cursor stands.
import { startCompletion, syntaxTree } from "vendor/editor";
import { outermost, documentAround, placeAt } from "house/yaml-place";
import { keysFrom } from "house/vocabulary";

const WORD = /^[\w$.:/@-]*$/;
const NO_PLACE = new Set(["BlockLiteralContent", "BlockLiteral", "Comment"]);

const fits = (entry, beside) => Object.entries(entry.when ?? {}).every(([key, values]) => values.includes(beside.get(key)));

// The entries of a shape that count beside these keys.
function entriesOf(known, shapes, beside) {
  return shapes.flatMap((shape) => known.shapes[shape] ?? []).filter((entry) => fits(entry, beside));
}

// The shapes at the end of a way, and the entries of its last key.
function follow(known, place) {
  let shapes = [known.kinds[place.kind]].filter(Boolean);
  let entries = [];
  for (const [depth, step] of place.way.entries()) {
    if (step === "-") {
      entries = entries.filter((entry) => entry.list);
    } else {
      const named = shapes.flatMap((shape) => known.shapes[shape] ?? []).filter((entry) => entry.name === step);
      const fitting = named.filter((entry) => fits(entry, place.beside[depth]));
      entries = fitting.length ? fitting : named;
    }
    shapes = entries.map((entry) => entry.shape).filter(Boolean);
  }
  return { shapes, entries };
}

function afterKey(entry, place) {
  if (place.inBrackets || !entry.shape) return ": ";
  const inner = " ".repeat(place.indent + 2);
  return entry.list ? `:\n${inner}- ` : `:\n${inner}`;
}

function keyOption(entry, place) {
  return {
    label: entry.name,
    type: "property",
    detail: entry.required ? "*" : "",
    info: entry.about || undefined,
    boost: entry.required ? 2 : 0,
    apply(view, _option, from, to) {
      const named = /^\s*:/.test(view.state.doc.lineAt(to).text.slice(to - view.state.doc.lineAt(to).from));
      const insert = entry.name + (named ? "" : afterKey(entry, place));
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
      if (!named && (entry.values?.length || entry.shape)) startCompletion(view);
    },
  };
}

// The first key of a document says of what kind it is; what else may stand there follows from it.
function beginnings(known) {
  const first = Object.values(known.kinds).flatMap((shape) => known.shapes[shape]);
  return ["apiVersion", "kind"].map((name) => {
    const values = first.filter((entry) => entry.name === name).flatMap((entry) => entry.values);
    return { name, required: true, values: [...new Set(values)] };
  });
}

function proposeKeys(known, place) {
  const begins = !place.kind && !place.way.length;
  const entries = begins ? beginnings(known) : entriesOf(known, follow(known, place).shapes, place.keys);
  const told = new Map();
  for (const entry of entries) {
    const before = told.get(entry.name);
    if (place.keys.has(entry.name) || (before && (before.shape || !entry.shape))) continue;
    told.set(entry.name, entry);
  }
  return [...told.values()].map((entry) => keyOption(entry, place));
}

// What a value may be where the vocabulary of keys does not say so: names that the marketplace or the draft knows.
function namesFor(place, key, known, names, state) {
  const { choices, outputs } = names;
  const beside = place.beside[place.way.lastIndexOf(key)] ?? new Map();
  if (place.kind === "DataProduct") {
    if (key === "domain" && place.way.length === 1) return choices.domain;
    if (key === "contractId") return place.way[0] === "inputPorts" ? choices.contractId : contractsIn(state);
    if (key === "property") return propertiesOf(known, place).map((one) => ({ value: one.name }));
    if (key === "value") {
      const wanted = beside.get("property");
      const one = propertiesOf(known, place).find((property) => property.name === wanted);
      return choices[wanted] ?? (one?.values ?? []).map((value) => ({ value }));
    }
  }
  if (key === "outputPort") return Object.keys(outputs).map((value) => ({ value, about: outputs[value].about }));
  if (place.kind === "AccessPolicy" && key === "column") {
    const port = outermost(state.doc, place.range, "outputPort");
    return (outputs[port]?.columns ?? []).map((column) => ({ value: column.name, about: column.about || column.type }));
  }
  return null;
}

// The custom properties that the marketplace reads, of the thing whose list of them this is.
function propertiesOf(known, place) {
  const upTo = place.way.lastIndexOf("customProperties");
  if (upTo < 0) return [];
  const { shapes } = follow(known, { ...place, way: place.way.slice(0, upTo), beside: place.beside.slice(0, upTo) });
  return shapes.flatMap((shape) => known.properties[shape] ?? []);
}

function contractsIn(state) {
  const found = [];
  for (let number = 1; number <= state.doc.lines;) {
    const range = documentAround(state.doc, number);
    const id = outermost(state.doc, range, "kind") === "DataContract" ? outermost(state.doc, range, "id") : "";
    if (id) found.push({ value: id });
    number = range.last + 1;
  }
  return found;
}

function proposeValues(known, place, names, state) {
  const { entries } = follow(known, place);
  const key = [...place.way].reverse().find((step) => step !== "-");
  const begins = place.kind in known.kinds ? [] : beginnings(known).filter((entry) => entry.name === key && place.way.length === 1);
  const told = namesFor(place, key, known, names, state) ?? [...begins, ...entries].flatMap((entry) => entry.values ?? []).map((value) => ({ value }));
  const unique = new Map(told.map((one) => [one.value, one]));
  return [...unique.values()].map(({ value, about }) => ({ label: value, type: "enum", info: about || undefined }));
}

// A source of completions over a text of documents; `names` tells what the draft knows.
export function yamlCompletion(area, names) {
  return async (context) => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    for (let around = node; around; around = around.parent) if (NO_PLACE.has(around.name)) return null;
    const place = placeAt(state, node, pos);
    const typed = state.doc.sliceString(place.from, pos).replace(/^["']/, "");
    if (!WORD.test(typed) || (!typed && !context.explicit && place.writes === "key" && !place.inBrackets)) return null;
    const known = await keysFrom(area.dataset.keysUrl);
    if (!known || context.aborted) return null;
    const options = place.writes === "key"
      ? proposeKeys(known, place)
      : proposeValues(known, place, await names(state.doc.toString()), state);
    return options.length ? { from: pos - typed.length, options, validFor: WORD } : null;
  };
}
