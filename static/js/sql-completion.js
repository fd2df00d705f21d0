// Proposes the tables that a SELECT can read, their columns, and the functions it may call.
import { syntaxTree } from "vendor/editor";
import { documentAround, outermost } from "house/yaml-place";
import { columnsOf, keysFrom } from "house/vocabulary";

const WORD = /^\w*$/;
const READ = /\b(?:from|join)\s+("?[a-z_]\w*"?)(?:\s+(?:as\s+)?("?(?!(?:on|using|where|group|order|left|right|inner|full|cross|join|limit|having|qualify|union|asof|positional|semi|anti|natural|window)\b)[a-z_]\w*"?))?/gi;
const MADE = /(?:\bwith\s+(?:recursive\s+)?|,\s*)([a-z_]\w*)\s+as\s*(?:materialized\s*)?\(/gi;
const WANTS_TABLE = /\b(?:from|join)\s+\w*$/i;
// The words that a SELECT is made of; a database has ten times as many that nobody types here.
const WORDS = `all and any as asc between by case cast cross desc distinct else end except exclude exists extract false
  filter first following from full group having ilike in inner intersect interval is join last lateral left like limit
  not null nulls offset on or order over partition preceding qualify range right rows select then true try_cast unbounded
  union unnest using values when where window with`.split(/\s+/).map((label) => ({ label, type: "keyword", boost: -2 }));
const bare = (name) => name.replaceAll('"', "").toLowerCase();

// The statement around a position: the block of YAML it stands in, or the whole text.
function statementAround(state, pos, inYaml) {
  if (!inYaml) return { from: 0, text: state.doc.toString() };
  for (let node = syntaxTree(state).resolveInner(pos, -1); node; node = node.parent) {
    if (node.name === "BlockLiteral" || node.name === "Pair") return { from: node.from, text: state.doc.sliceString(node.from, node.to) };
  }
  return { from: pos, text: "" };
}

// Tables by the names that this statement gives them.
function tablesIn(text, tables) {
  const found = new Map();
  const byName = new Map(Object.entries(tables).map(([name, table]) => [name.toLowerCase(), table]));
  for (const [, name, alias] of text.matchAll(READ)) {
    const table = byName.get(bare(name));
    if (!table) continue;
    found.set(bare(name), table);
    if (alias) found.set(bare(alias), table);
  }
  return found;
}

const columnOption = (boost) => (column) => ({
  label: column.name, type: "variable", detail: column.type, info: column.about || undefined, boost,
});

function options(statement, before, tables, functions) {
  const read = tablesIn(statement.text, tables);
  const told = new Map();
  const add = (option) => told.has(option.label) || told.set(option.label, option);
  const wantsTable = WANTS_TABLE.test(before);
  for (const [name, table] of Object.entries(tables)) add({ label: name, type: "class", detail: table.about ?? "", boost: wantsTable ? 5 : 2 });
  for (const [, name] of statement.text.matchAll(MADE)) add({ label: name, type: "class", boost: wantsTable ? 4 : 1 });
  if (!wantsTable) {
    for (const table of read.values()) columnsOf(table).map(columnOption(4)).forEach(add);
    if (!read.size) for (const table of Object.values(tables)) columnsOf(table).map(columnOption(1)).forEach(add);
    for (const name of functions) add({ label: name, type: "function", boost: -1, apply: `${name}(` });
  }
  return [...told.values()];
}

// What an expression of an access policy sees: the columns of its port, and no table.
function ownColumns(state, pos, names) {
  const range = documentAround(state.doc, state.doc.lineAt(pos).number);
  if (outermost(state.doc, range, "kind") === "Transformation") return null;
  const port = names.outputs[outermost(state.doc, range, "outputPort")];
  return columnsOf(port).map(columnOption(4));
}

// A source of completions over SQL, by itself or inside a text of documents.
export function sqlCompletion(area, names) {
  const inYaml = area.dataset.editor === "yaml";
  return async (context) => {
    const { state, pos } = context;
    const word = context.matchBefore(/(?:"?\w+"?\.)?\w*/);
    const [, owner, typed] = /^(?:("?\w+"?)\.)?(\w*)$/.exec(word?.text ?? "") ?? [null, undefined, ""];
    if (!typed && !owner && !context.explicit && !WANTS_TABLE.test(state.doc.sliceString(Math.max(0, pos - 40), pos))) return null;
    const statement = statementAround(state, pos, inYaml);
    const rest = inYaml ? state.doc.sliceString(0, statement.from) + state.doc.sliceString(statement.from + statement.text.length) : "";
    const told = await names(state.doc.toString(), rest);
    if (context.aborted) return null;
    const from = pos - typed.length;
    if (owner) {
      const columns = columnsOf(tablesIn(statement.text, told.inputs).get(bare(owner)));
      return columns.length ? { from, options: columns.map(columnOption(0)), validFor: WORD } : null;
    }
    const known = area.dataset.keysUrl ? await keysFrom(area.dataset.keysUrl) : null;
    const before = state.doc.sliceString(Math.max(statement.from, pos - 200), pos);
    const own = inYaml ? ownColumns(state, pos, told) : null;
    const proposed = own ?? options(statement, before, told.inputs, known?.functions ?? []);
    const labels = new Set(proposed.map((option) => option.label));
    const others = WANTS_TABLE.test(before) ? [] : WORDS.filter((option) => !labels.has(option.label));
    return { from, options: [...proposed, ...others], validFor: WORD };
  };
}
