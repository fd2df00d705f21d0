// What the editor may propose, as the server tells it: the keys of documents once a page, the names of a draft as it is.
import { token } from "house/look";

const JSON_ONLY = { Accept: "application/json" };
let keys = null;

// The keys of every kind of document and the values they take.
export function keysFrom(url) {
  keys ??= fetch(url, { headers: JSON_ONLY }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  return keys.catch(() => {
    keys = null;
    return null;
  });
}

const NOTHING = { inputs: {}, outputs: {}, choices: {} };

// The tables and names of one draft: asked for when what is not SQL has changed; while it is no YAML, what was known last.
export function namesOf(area) {
  let asked = null;
  let known = NOTHING;
  let knownOf = null;
  return async (text, rest = text) => {
    if (!area.dataset.vocabularyUrl) return { ...NOTHING, inputs: JSON.parse(area.dataset.tables || "{}") };
    if (knownOf === rest) return known;
    if (asked?.rest !== rest) {
      const answer = fetch(area.dataset.vocabularyUrl, {
        method: "POST",
        headers: { ...JSON_ONLY, "Content-Type": "application/yaml", "X-CSRFToken": token() },
        body: text,
      });
      asked = { rest, names: answer.then((told) => (told.ok ? told.json() : NOTHING)).catch(() => NOTHING) };
    }
    const names = await asked.names;
    if (names.readable) {
      known = names;
      knownOf = rest;
    }
    return known;
  };
}

// The columns of a table, whether they are told as names alone or with their types.
export function columnsOf(table) {
  const columns = Array.isArray(table) ? table : table?.columns ?? [];
  return columns.map((column) => (typeof column === "string" ? { name: column, type: "", about: "" } : column));
}
