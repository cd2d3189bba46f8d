// Completion: variables, keywords, prefixes, and the vocabulary that Python passes.

import { syntaxTree } from "@codemirror/language";
import { make } from "../../../frontend/dom.js";
import { declared, missingPrefix, place, rank, recordsByPhrase } from "./vocabulary.js";

const KEYWORDS = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES CONSTRUCT DESCRIBE ASK PREFIX BASE ORDER BY " +
  "GROUP HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI REGEX " +
  "CONTAINS STRSTARTS STRENDS LCASE UCASE COALESCE IF EXISTS NOT IN AS ASC DESC UNDEF SEPARATOR CONCAT REPLACE YEAR"
).split(" ");
const TYPES = { class: "class", property: "property", record: "constant" };

/** What is known of a term: label, definition and IRI, as text. */
export function about({ label, definition, iri, name }) {
  const lines = [make("strong", { text: label })];
  if (definition) lines.push(make("p", { text: definition }));
  lines.push(make("code", { text: iri ?? name }));
  return make("div", { class: "about" }, ...lines);
}

/** Write a name, and the PREFIX line it needs, as one step that one undo takes back. */
export function insertName(view, name, from, to, prefixes) {
  const prefix = missingPrefix(view.state.doc.toString(), name, prefixes);
  const changes = [{ from, to, insert: name }];
  if (prefix) changes.push({ from: prefix.from, insert: prefix.insert });
  const shift = prefix && prefix.from <= from ? prefix.insert.length : 0;
  view.dispatch({ changes, selection: { anchor: from + shift + name.length }, userEvent: "input.complete" });
}

function termOption(term, prefixes) {
  const record = term.kind === "record";
  return {
    label: term.name,
    displayLabel: record ? term.label : term.name,
    detail: record ? term.name : term.label,
    type: TYPES[term.kind],
    info: () => about(term),
    apply: (view, _, from, to) => insertName(view, term.name, from, to, prefixes),
  };
}

function prefixOptions(typed, prefixes) {
  return Object.entries(prefixes)
    .filter(([prefix]) => !typed.includes(":") && prefix.startsWith(typed.toLowerCase()))
    .map(([prefix, iri]) => ({
      label: `${prefix}:`,
      detail: iri,
      type: "namespace",
      apply: (view, _, from, to) => insertName(view, `${prefix}:`, from, to, prefixes),
    }));
}

function declarations(typed, prefixes, text) {
  const known = declared(text);
  return Object.entries(prefixes)
    .filter(([prefix]) => !known.has(prefix) && prefix.startsWith(typed))
    .map(([prefix, iri]) => ({ label: `${prefix}: <${iri}>`, type: "namespace" }));
}

function keywordOptions(typed) {
  const wanted = typed.toUpperCase();
  return KEYWORDS.filter((word) => wanted && word.startsWith(wanted)).map((label) => ({ label, type: "keyword" }));
}

function variables(typed, text) {
  const names = new Set(text.match(/[?$]\w+/g) ?? []);
  names.delete(typed);
  return [...names].filter((name) => name.startsWith(typed)).sort().map((label) => ({ label, type: "variable" }));
}

/** Whether the place is inside a comment, an IRI or a string, finished or not. */
function quiet(context, before) {
  const quotes = before.replace(/\\./g, "").match(/"/g)?.length ?? 0;
  if (quotes % 2 === 1) return true;
  const name = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  return ["Comment", "String", "IriRef"].includes(name);
}

/** Where a term's definition stands: beside the list where there is room, else below all of it. */
export function placeInfo(_, list, option, info, space) {
  if (space.right - list.right >= info.right - info.left) {
    return { class: "cm-completionInfo-right", style: `top: ${option.top - list.top}px` };
  }
  return { class: "cm-completionInfo-below", style: `top: ${list.bottom - list.top}px; left: 0` };
}

const answer = (from, options) => (options.length > 0 ? { from, options, filter: false } : null);

/** A completion source over the vocabulary that `current()` gives at the time. */
export function completion(current) {
  return (context) => {
    const { prefixes, terms } = current();
    const line = context.state.doc.lineAt(context.pos);
    const before = context.state.sliceDoc(line.from, context.pos);
    if (quiet(context, before)) return null;
    const typed = before.match(/[?$]?[\p{L}\p{N}_:-]*$/u)[0];
    const from = context.pos - typed.length;
    const text = context.state.doc.toString();
    if (/^[?$]/.test(typed)) return answer(from, variables(typed, text));
    if (/^\s*PREFIX\s+[\w-]*$/i.test(before)) return answer(from, declarations(typed, prefixes, text));
    const phrase = recordsByPhrase(terms, before);
    if (phrase) return answer(line.from + phrase.start, phrase.terms.map((term) => termOption(term, prefixes)));
    if (!context.explicit && !/^\D/.test(typed)) return null;
    const where = place(context.state.sliceDoc(0, from));
    const wanted = context.explicit || where !== "other" || typed.includes(":") || typed.length > 2;
    const found = wanted ? rank(terms, typed, where).map((term) => termOption(term, prefixes)) : [];
    const others = [...prefixOptions(typed, prefixes), ...keywordOptions(typed)];
    return answer(from, where === "other" ? [...others, ...found] : [...found, ...others]);
  };
}
