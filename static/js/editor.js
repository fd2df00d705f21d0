// A textarea becomes an editor for YAML or SQL; without scripts it stays a textarea, and the form sends it either way.
import {
  Compartment, EditorState, EditorView, HighlightStyle, LanguageSupport, PostgreSQL, SQLDialect, autocompletion, bracketMatching,
  closeBrackets, completionKeymap, defaultKeymap, drawSelection, foldGutter, foldKeymap, highlightActiveLine,
  highlightSelectionMatches, history, historyKeymap, indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers,
  lintGutter, lintKeymap, parseMixed, searchKeymap, setDiagnostics, syntaxHighlighting, tags, yamlLanguage,
} from "vendor/editor";
import { nonce, token } from "house/look";
import { sqlCompletion } from "house/sql-completion";
import { namesOf } from "house/vocabulary";
import { yamlCompletion } from "house/yaml-completion";

const PAUSE = 500;

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent)", fontWeight: "550" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--hue-4)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--hue-2)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.standard(tags.name), tags.labelName], color: "var(--hue-3)" },
  { tag: [tags.operator, tags.punctuation, tags.separator, tags.meta], color: "var(--ink-2)" },
]);

const dress = EditorView.theme({
  "&": { fontSize: "0.8125rem", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65", minHeight: "var(--editor-low, 24rem)", maxHeight: "70vh" },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--ink-3)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--accent-soft) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "min(32rem, 90vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.5rem 0.75rem", maxWidth: "20rem" },
  ".cm-diagnostic": { padding: "0.5rem 0.75rem", borderLeftWidth: "3px", maxWidth: "32rem" },
  ".cm-diagnosticSource": { fontFamily: "var(--mono)", color: "var(--ink-3)", opacity: "1" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sunk)", color: "var(--ink-2)", border: "1px solid var(--line)" },
});

// PostgreSQL's words, and those that DuckDB has beside them.
const duckdb = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords} qualify exclude positional asof semi anti pivot unpivot columns ilike try_cast`,
  types: `${PostgreSQL.spec.types} hugeint tinyint utinyint usmallint uinteger ubigint blob struct list map timestamp_s timestamp_ms timestamp_ns`,
});

// On a phone, long lines would be read through a keyhole.
const narrow = window.matchMedia("(max-width: 720px)");

function wrapping() {
  const place = new Compartment();
  const now = () => (narrow.matches ? EditorView.lineWrapping : []);
  return { extension: place.of(now()), follow: (view) => narrow.addEventListener("change", () => view.dispatch({ effects: place.reconfigure(now()) })) };
}

const SQL_KEYS = new Set(["sql", "query", "rowFilter", "expression"]);
const TEXTS = new Set(["BlockLiteralContent", "Literal"]);

// Where a key says so, a text inside YAML is SQL.
const documents = yamlLanguage.configure({
  wrap: parseMixed((node, input) => {
    if (!TEXTS.has(node.name)) return null;
    const holder = node.name === "Literal" ? node.node.parent : node.node.parent?.parent;
    const key = holder?.name === "Pair" && holder.getChild("Key");
    return key && SQL_KEYS.has(input.read(key.from, key.to)) ? { parser: duckdb.language.parser } : null;
  }),
});

function language(area, names) {
  const sql = duckdb.language.data.of({ autocomplete: sqlCompletion(area, names) });
  if (area.dataset.editor === "sql") return new LanguageSupport(duckdb.language, sql);
  const proposing = area.dataset.keysUrl ? documents.data.of({ autocomplete: yamlCompletion(area, names) }) : [];
  return new LanguageSupport(documents, [proposing, sql]);
}

function marks(state, violations) {
  const severity = { error: "error", warning: "warning" };
  return violations.map((violation) => {
    const line = state.doc.line(Math.min(Math.max(violation.line || 1, 1), state.doc.lines));
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from, to: Math.max(from, line.to), severity: severity[violation.level] ?? "info", message: violation.message, source: violation.code };
  });
}

function words(area, violations) {
  const count = (level) => violations.filter((violation) => violation.level === level).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const told = area.dataset;
  if (errors) return (told.wordsWrong || "Errors: {n}.").replace("{n}", errors);
  return warnings ? (told.wordsWarned || "Warnings: {n}.").replace("{n}", warnings) : told.wordsRight || "Nothing is wrong with it.";
}

async function judge(area, view, state, signal) {
  const asked = view.state.doc;
  const answer = await fetch(area.dataset.checkUrl, {
    method: "POST",
    headers: { "Content-Type": area.dataset.checkType || "application/yaml", "X-CSRFToken": token(), Accept: "application/json" },
    body: asked.toString(),
    signal,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const { violations } = await answer.json();
  if (view.state.doc !== asked) return;
  view.dispatch(setDiagnostics(view.state, marks(view.state, violations)));
  state.textContent = words(area, violations);
  area.dispatchEvent(new CustomEvent("editor:judged", { bubbles: true, detail: violations }));
}

// Asks half a second after the last key; an answer about an older text is not waited for.
function judging(area, state) {
  let pause = 0;
  let asking = null;
  return (view) => {
    clearTimeout(pause);
    asking?.abort();
    pause = setTimeout(() => {
      asking = new AbortController();
      judge(area, view, state, asking.signal).catch((failure) => {
        if (failure.name !== "AbortError") state.textContent = area.dataset.wordsUnknown || "It could not be checked just now.";
      });
    }, PAUSE);
  };
}

function jump(view, number) {
  if (!number || number > view.state.doc.lines || !view.dom.isConnected) return false;
  const { from } = view.state.doc.line(number);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
  return true;
}

// Links on the page lead to a line, and so does the address that other pages link to.
function jumping(view) {
  document.addEventListener("click", (event) => {
    if (jump(view, Number(event.target.closest("[data-line]")?.dataset.line))) event.preventDefault();
  });
  jump(view, Number(/^#line-(\d+)$/.exec(window.location.hash)?.[1]));
}

// Who leaves with words that are not saved is asked; who sends the form is not.
function guard(area) {
  let kept = area.dataset.unsaved ? null : area.value;
  let sent = false;
  area.form?.addEventListener("submit", () => { sent = true; });
  area.addEventListener("editor:saved", () => { kept = area.value; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (sent || !area.isConnected || area.value === kept) return;
    event.preventDefault();
  });
}

// What the editor tells of itself: how the text was judged, and how to work it by keys.
function footOf(area) {
  const foot = Object.assign(document.createElement("div"), { className: "editor-foot" });
  const state = Object.assign(document.createElement("span"), { className: "editor-state" });
  state.setAttribute("role", "status");
  const hint = Object.assign(document.createElement("span"), { className: "editor-hint", id: `${area.id || "editor"}-keys` });
  hint.textContent = area.dataset.wordsKeys || "Escape, then Tab, leaves the editor.";
  foot.append(state, hint);
  return { foot, state, hint };
}

export function openEditor(area) {
  const frame = Object.assign(document.createElement("div"), { className: "editor" });
  const { foot, state, hint } = footOf(area);
  const label = area.labels?.[0]?.textContent.trim() || area.getAttribute("aria-label") || area.dataset.editor.toUpperCase();
  const described = [area.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" ");
  const check = area.dataset.checkUrl ? judging(area, state) : null;
  const wraps = wrapping();
  area.after(frame);
  area.hidden = true;
  const view = new EditorView({
    parent: frame,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(nonce()),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": described, tabindex: "0" }),
        EditorView.editable.of(!area.readOnly), EditorState.readOnly.of(area.readOnly),
        lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
        autocompletion({ icons: false }), highlightActiveLine(), highlightSelectionMatches(), lintGutter(), indentUnit.of("  "),
        keymap.of([...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
        language(area, namesOf(area)), syntaxHighlighting(colours), dress, wraps.extension,
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          area.dispatchEvent(new Event("change", { bubbles: true }));
          check?.(update.view);
        }),
      ],
    }),
  });
  if (!area.readOnly) {
    frame.append(foot);
    guard(area);
  }
  document.fonts.ready.then(() => view.requestMeasure());
  jumping(view);
  wraps.follow(view);
  check?.(view);
  return view;
}
