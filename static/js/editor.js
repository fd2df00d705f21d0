// A textarea becomes an editor for YAML or SQL; without scripts it stays a textarea, and the form sends it either way.
import {
  EditorState, EditorView, HighlightStyle, PostgreSQL, autocompletion, bracketMatching, closeBrackets, completionKeymap,
  defaultKeymap, drawSelection, foldGutter, foldKeymap, highlightActiveLine, highlightSelectionMatches, history,
  historyKeymap, indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers, lintGutter, lintKeymap, searchKeymap,
  setDiagnostics, sql, syntaxHighlighting, tags, yaml,
} from "vendor/editor";
import { nonce } from "house/look";

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
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65", minHeight: "24rem", maxHeight: "70vh" },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--ink-3)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--accent-soft) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sunk)", color: "var(--ink-2)", border: "1px solid var(--line)" },
});

// SQL knows its input ports: `data-tables='{"demographics": ["usubjid", "age"]}'`.
function language(area) {
  if (area.dataset.editor === "yaml") return yaml();
  return sql({ dialect: PostgreSQL, schema: JSON.parse(area.dataset.tables || "{}") });
}

function marks(state, violations) {
  const severity = { error: "error", warning: "warning" };
  return violations.map((violation) => {
    const line = state.doc.line(Math.min(Math.max(violation.line || 1, 1), state.doc.lines));
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from, to: Math.max(from, line.to), severity: severity[violation.level] ?? "info", message: violation.message, source: violation.code };
  });
}

async function judge(area, view, state) {
  const asked = view.state.doc;
  const answer = await fetch(area.dataset.checkUrl, {
    method: "POST",
    headers: { "Content-Type": area.dataset.checkType || "application/yaml", "X-CSRFToken": token(), Accept: "application/json" },
    body: asked.toString(),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const { violations } = await answer.json();
  if (view.state.doc !== asked) return;
  view.dispatch(setDiagnostics(view.state, marks(view.state, violations)));
  const errors = violations.filter((violation) => violation.level === "error").length;
  state.textContent = errors
    ? (area.dataset.wordsWrong || "Errors: {n}.").replace("{n}", errors)
    : (area.dataset.wordsRight || "Nothing is wrong with it.");
  area.dispatchEvent(new CustomEvent("editor:judged", { bubbles: true, detail: violations }));
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";

function judging(area, state) {
  let pause = 0;
  return (view) => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      judge(area, view, state).catch(() => {
        state.textContent = area.dataset.wordsUnknown || "It could not be checked just now.";
      });
    }, PAUSE);
  };
}

function jumping(view) {
  document.addEventListener("click", (event) => {
    const number = Number(event.target.closest("[data-line]")?.dataset.line);
    if (!number || number > view.state.doc.lines) return;
    event.preventDefault();
    const { from } = view.state.doc.line(number);
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    view.focus();
  });
}

export function openEditor(area) {
  const frame = Object.assign(document.createElement("div"), { className: "editor" });
  const state = Object.assign(document.createElement("div"), { className: "editor-state" });
  state.setAttribute("role", "status");
  const label = area.labels?.[0]?.textContent.trim() || area.getAttribute("aria-label") || area.dataset.editor.toUpperCase();
  const check = area.dataset.checkUrl ? judging(area, state) : null;
  area.after(frame);
  area.hidden = true;
  const view = new EditorView({
    parent: frame,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(nonce()), EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        EditorView.editable.of(!area.readOnly), EditorState.readOnly.of(area.readOnly),
        lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
        autocompletion(), highlightActiveLine(), highlightSelectionMatches(), lintGutter(), indentUnit.of("  "),
        keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
        language(area), syntaxHighlighting(colours), dress,
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          area.dispatchEvent(new Event("change", { bubbles: true }));
          check?.(update.view);
        }),
      ],
    }),
  });
  if (check) frame.append(state);
  document.fonts.ready.then(() => view.requestMeasure());
  jumping(view);
  check?.(view);
  return view;
}
