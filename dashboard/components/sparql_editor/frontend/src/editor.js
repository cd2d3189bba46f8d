// The editor: CodeMirror with SPARQL, its marks and completion, and what it tells the page around it.

import { acceptCompletion, autocompletion, closeCompletion } from "@codemirror/autocomplete";
import { lintGutter, linter } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, placeholder, tooltips } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { styleTags, tags } from "@lezer/highlight";
import { about, completion, placeInfo } from "./complete.js";
import { make } from "../../../frontend/dom.js";
import { engineErrors, marks, setErrors } from "./errors.js";
import { look } from "./look.js";
import { termNamed } from "./vocabulary.js";

const PAUSE = 700;
const HINT = "Ctrl+Enter: run. Ctrl+Space: complete. Ctrl+/: comment. Ctrl+F: find. Tab leaves the editor.";
const names = styleTags({ "Pname_ln Pname_ns": tags.typeName, A_predicate: tags.keyword, IriRef: tags.url, Langtag: tags.annotation });
const sparql = SparqlLanguage.configure({ props: [names] });

/** The label and definition of the term under the pointer. */
function hover(current) {
  return hoverTooltip((view, at) => {
    const line = view.state.doc.lineAt(at);
    for (const found of line.text.matchAll(/<[^<>\s]*>|[\w-]*:[\w-]+/g)) {
      const [from, to] = [line.from + found.index, line.from + found.index + found[0].length];
      const term = from <= at && at <= to ? termNamed(current().terms, found[0]) : null;
      if (term) return { pos: from, end: to, create: () => ({ dom: about(term) }) };
    }
    return null;
  });
}

/** Where completion and hovers may stand: above and below the editor, never over the side bar. */
function spaceBeside(view) {
  const { left } = view.dom.getBoundingClientRect();
  return { left, right: window.innerWidth, top: 0, bottom: window.innerHeight };
}

export class SparqlEditor {
  #timer = 0;

  constructor(host, data) {
    this.report = () => {};
    this.run = () => {};
    this.vocabulary = data.vocabulary;
    this.revision = data.revision;
    this.reported = data.text;
    this.button = make("button", { type: "button", class: "run", text: "Run", onclick: () => this.#run() });
    this.message = make("p", { class: "message", role: "status", "aria-live": "polite" });
    const place = make("div", { class: "place" });
    const hint = make("span", { class: "hint", id: "hint", text: HINT });
    const foot = data.bare ? [] : [this.button]; // a page with buttons of its own has it bare
    host.replaceChildren(place, make("div", { class: "foot" }, ...foot, hint), this.message);
    const state = EditorState.create({ doc: data.text, extensions: this.#extensions(data) });
    this.view = new EditorView({ parent: place, root: host.getRootNode(), state });
    place.__cm = this.view;
  }

  #extensions({ label, height }) {
    const current = () => this.vocabulary;
    return [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => this.#run() }, { key: "Tab", run: acceptCompletion }])),
      basicSetup,
      sparql,
      autocompletion({ positionInfo: placeInfo }),
      sparql.data.of({ autocomplete: completion(current), commentTokens: { line: "#" } }),
      engineErrors,
      linter(marks(current), { delay: PAUSE, needsRefresh: (update) => update.transactions.some((t) => t.effects.some((e) => e.is(setErrors))) }),
      lintGutter(),
      hover(current),
      tooltips({ tooltipSpace: spaceBeside }),
      look,
      EditorView.lineWrapping,
      EditorView.theme({ ".cm-scroller": { minHeight: "8rem", maxHeight: `${height}px` } }),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "hint", spellcheck: "false" }),
      placeholder("SELECT … WHERE { … }"),
      EditorView.updateListener.of((update) => this.#changed(update)),
    ];
  }

  #changed(update) {
    if (update.docChanged && !this.loading) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#tell(), PAUSE);
    }
    if (update.focusChanged && !update.view.hasFocus) this.#tell();
  }

  /** The text as it is now. */
  get text() {
    return this.view.state.doc.toString();
  }

  /** Tell the page the text as it is now, once. */
  #tell() {
    clearTimeout(this.#timer);
    const { text } = this;
    if (text === this.reported) return;
    this.reported = text;
    this.report({ revision: this.revision, text });
  }

  #run() {
    closeCompletion(this.view);
    this.#tell();
    this.run(this.text);
    return true;
  }

  /** Take what the page passes; only a new revision replaces what the person has written. */
  update({ text, revision, vocabulary, errors, label }) {
    this.vocabulary = vocabulary;
    this.view.contentDOM.setAttribute("aria-label", label);
    if (revision !== this.revision) this.#load(text, revision);
    this.view.dispatch({ effects: setErrors.of(errors) });
    this.message.textContent = errors.map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`).join("\n");
  }

  #load(text, revision) {
    clearTimeout(this.#timer);
    this.revision = revision;
    this.reported = text;
    this.loading = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
    this.loading = false;
  }

  close() {
    clearTimeout(this.#timer);
    this.view.destroy();
  }
}
