// Error marks: the engine's, at the line and column Python gives, else the grammar's first one.

import { ensureSyntaxTree } from "@codemirror/language";
import { StateEffect, StateField } from "@codemirror/state";
import { declared, missingPrefix } from "./vocabulary.js";

export const setErrors = StateEffect.define();

/** The range in `doc` that a 1-based line and column (and an optional end) mean; always inside. */
export function range(doc, { line = 1, column = 1, end_line, end_column }) {
  const at = (row, place) => {
    const found = doc.line(Math.min(Math.max(1, row), doc.lines));
    return Math.min(found.from + Math.max(1, place) - 1, found.to);
  };
  const from = at(line, column);
  const word = doc.sliceString(from, doc.lineAt(from).to).match(/^[\w:?$.-]+/)?.[0].length ?? 1;
  const to = end_column ? at(end_line ?? line, end_column) : from + word;
  return { from, to: Math.min(Math.max(to, from + 1), doc.length) };
}

const within = (change, { from, to }) => change.touchesRange(from, to) !== false;

/** The engine's errors; each moves with the text around it and goes when its own text is edited. */
export const engineErrors = StateField.define({
  create: () => [],
  update(errors, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setErrors)) return effect.value.map((error) => ({ ...range(transaction.newDoc, error), message: error.message }));
    }
    if (!transaction.docChanged) return errors;
    return errors
      .filter((error) => !within(transaction.changes, error))
      .map((error) => ({ ...error, from: transaction.changes.mapPos(error.from), to: transaction.changes.mapPos(error.to) }));
  },
});

const SOON = 200;

/** The whole text's tree, or null if it takes too long: half a tree has an error at its end. */
const wholeTree = (state) => ensureSyntaxTree(state, state.doc.length, SOON);

/** Where the grammar cannot go on, as one mark or none. */
export function grammarError(state) {
  let found = null;
  wholeTree(state)?.iterate({
    enter: (node) => {
      if (node.type.isError && !found) found = { from: node.from, to: node.to };
      return !found;
    },
  });
  if (!found || state.doc.toString().trim() === "") return [];
  const end = state.doc.length;
  const from = found.from >= end ? Math.max(0, end - 1) : found.from;
  return [{ from, to: Math.min(end, Math.max(found.to, from + 1)), message: "SPARQL does not go on like this here." }];
}

/** Names whose prefix the text does not declare, once for each prefix. */
export function undeclared(state) {
  const known = declared(state.doc.toString());
  const found = new Map();
  wholeTree(state)?.iterate({
    enter: ({ name, from, to, node }) => {
      if (!/^Pname_/.test(name) || node.parent?.name === "PrefixDecl") return;
      const prefix = state.sliceDoc(from, to).split(":", 1)[0];
      if (!known.has(prefix) && !found.has(prefix)) found.set(prefix, { prefix, from, to, message: `The prefix ${prefix}: is not declared.` });
    },
  });
  return [...found.values()];
}

const spoken = (error) => ({ severity: "error", ...error, renderMessage: () => document.createTextNode(error.message) });

/** Marks for undeclared prefixes; a known one is understood here, and can be added with a button for elsewhere. */
function prefixMarks(state, prefixes) {
  return undeclared(state).map(({ prefix, ...error }) => {
    const apply = (view) => {
      const change = missingPrefix(view.state.doc.toString(), `${prefix}:`, prefixes);
      if (change) view.dispatch({ changes: change });
    };
    if (!Object.hasOwn(prefixes, prefix)) return spoken({ ...error, severity: "warning" });
    const message = `${prefix}: is known here. Other endpoints want it declared.`;
    return spoken({ ...error, message, severity: "info", actions: [{ name: `Add PREFIX ${prefix}:`, apply }] });
  });
}

/** A lint source: the engine's marks or the grammar's, and prefixes that are not declared. */
export function marks(current) {
  return ({ state }) => {
    const errors = state.field(engineErrors);
    const found = errors.length > 0 ? errors : grammarError(state);
    return [...found.map(spoken), ...prefixMarks(state, current().prefixes)];
  };
}
