import { existsSync, readFileSync, readdirSync } from "node:fs";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { describe, expect, test } from "vitest";
import { about, completion, insertName, placeInfo } from "../src/complete.js";
import { engineErrors, grammarError, marks, range, setErrors, undeclared } from "../src/errors.js";
import { declared, missingPrefix, place, rank, recordsByPhrase, termNamed } from "../src/vocabulary.js";

const prefixes = { cg: "https://example.org/ns#", cgd: "https://example.org/id/" };
const term = (kind, name, label, definition) => ({ kind, name, label, definition, iri: `https://example.org/${name}` });
const terms = [
  term("class", "cg:Credential", "Credential", "A certificate or licence."),
  term("property", "cg:leadsTo", "leads to", "The next step."),
  term("property", "cg:paysFor", "pays for"),
  term("record", "cgd:mssc-cpt", "Certified Production Technician"),
  term("record", "<https://example.org/id/a%2Fb>", "Boeing South Carolina"),
];
const names = (found) => found.map(({ name }) => name);
const stateOf = (doc) => EditorState.create({ doc, extensions: [SparqlLanguage, engineErrors] });

function complete(doc, explicit = false) {
  const context = new CompletionContext(stateOf(doc), doc.length, explicit);
  return completion(() => ({ prefixes, terms }))(context);
}

describe("place", () => {
  test.each([
    ["SELECT ", "other"],
    ["SELECT ?a WHERE { ", "subject"],
    ["SELECT ?a WHERE { ?a ", "predicate"],
    ["SELECT ?a WHERE { ?a a ", "class"],
    ["SELECT ?a WHERE { ?a a cg:X ; ", "predicate"],
    ["SELECT ?a WHERE { ?a a cg:X . ", "subject"],
    ["SELECT ?a WHERE { ?a cg:p ?b , ", "object"],
    ["SELECT ?a WHERE { ?a cg:p 1.5 . OPTIONAL { ?a ", "predicate"],
    ["SELECT ?a WHERE { FILTER(?x > 3) ?a cg:p ", "object"],
    ['SELECT ?a WHERE { ?a cg:p "it. is { so" . ', "subject"],
    ["SELECT ?a WHERE { ?a <http://x/y.z> ", "object"],
    ["SELECT ?a WHERE { FILTER(", "other"],
    ["SELECT ?a WHERE { GRAPH ?g { ?a ", "predicate"],
  ])("after %j is %s", (before, where) => expect(place(before)).toBe(where));
});

describe("rank", () => {
  test("finds by prefixed name, by label and by a word in the middle", () => {
    expect(names(rank(terms, "cg:le", "predicate"))).toEqual(["cg:leadsTo"]);
    expect(names(rank(terms, "lead", "predicate"))).toEqual(["cg:leadsTo"]);
    expect(names(rank(terms, "technic", "object"))).toEqual(["cgd:mssc-cpt"]);
    expect(names(rank(terms, "certificate", "class"))).toEqual(["cg:Credential"]);
  });

  test("puts what fits the place first", () => {
    expect(names(rank(terms, "c", "class"))[0]).toBe("cg:Credential");
    expect(names(rank(terms, "c", "object"))[0]).toBe("cgd:mssc-cpt");
  });

  test("finds records by several words of their label", () => {
    expect(recordsByPhrase(terms, "?x cg:at boeing sou")).toMatchObject({ start: 9, terms: [terms[4]] });
    expect(recordsByPhrase(terms, "?x cg:at ?y")).toBe(null);
  });
});

describe("prefixes", () => {
  test("are added after the ones that are there", () => {
    const text = "PREFIX cg: <https://example.org/ns#>\nASK {}";
    expect(missingPrefix(text, "cg:leadsTo", prefixes)).toBe(null);
    expect(missingPrefix(text, "cgd:x", prefixes)).toEqual({ from: 37, insert: "PREFIX cgd: <https://example.org/id/>\n" });
  });

  test("are added under a heading comment, and not for what they do not serve", () => {
    expect(missingPrefix("# title\nASK {}", "cg:x", prefixes).from).toBe(8);
    expect(missingPrefix("ASK {}", "zz:x", prefixes)).toBe(null);
    expect(missingPrefix("ASK {}", "<http://a:b>", prefixes)).toBe(null);
  });

  test("come with a completion, in one step", () => {
    const view = new EditorView({ state: stateOf("ASK { ?a cg:le"), parent: document.body });
    insertName(view, "cg:leadsTo", 9, 14, prefixes);
    expect(view.state.doc.toString()).toBe("PREFIX cg: <https://example.org/ns#>\nASK { ?a cg:leadsTo");
    expect(view.state.selection.main.head).toBe(view.state.doc.length);
  });

  test("that are used and not declared are named once", () => {
    const found = undeclared(stateOf("PREFIX a: <x:>\nASK { ?x a:b c:d ; c:e 1 }"));
    expect(found.map(({ prefix }) => prefix)).toEqual(["c"]);
    expect(declared("prefix a: <x:>").get("a")).toBe("x:");
  });

  test("that are not declared are a hint where the page knows them, and else a warning", () => {
    const found = marks(() => ({ prefixes }))({ state: stateOf("ASK { ?s cg:a other:b }") });
    expect(found.map(({ severity, message }) => [severity, message.split(" ")[0]])).toEqual([["info", "cg:"], ["warning", "The"]]);
    expect(found[0].actions.map(({ name }) => name)).toEqual(["Add PREFIX cg:"]);
  });
});

describe("completion", () => {
  test("offers properties, records, variables and keywords in their places", () => {
    expect(complete("ASK { ?a le").options[0]).toMatchObject({ label: "cg:leadsTo", detail: "leads to" });
    expect(complete("ASK { ?a cg:leadsTo Certified pro").options[0].displayLabel).toBe("Certified Production Technician");
    expect(complete("SELECT ?one { ?o").options.map(({ label }) => label)).toEqual(["?one"]);
    expect(complete("SEL").options[0].label).toBe("SELECT");
    expect(complete("PREFIX cgd").options[0].label).toBe("cgd: <https://example.org/id/>");
  });

  test("finds a record by its label before others by theirs or by their names in addresses", () => {
    const record = (name, label) => ({ name, label, iri: `urn:${name}`, kind: "record" });
    const found = [record("advice:safety-first", "Most start here"), record("module:x", "Safety")];
    expect(rank(found, "safe", "object").map(({ label }) => label)).toEqual(["Safety", "Most start here"]);
  });

  test("stays away from strings, comments and empty places", () => {
    expect(complete('ASK { ?a ?b "le')).toBe(null);
    expect(complete("# le")).toBe(null);
    expect(complete("ASK { ?a ")).toBe(null);
    expect(complete("SELECT * { ?a ?b ?c } LIMIT 3")).toBe(null);
    expect(complete("SELECT * { ?a ?b ?c } le")).toBe(null);
    expect(complete("ASK { ?a ", true).options.length).toBeGreaterThan(0);
  });

  test("shows what a term means beside the list, or below it where there is no room", () => {
    const list = { left: 100, right: 500, top: 50, bottom: 250 };
    const [option, info] = [{ top: 90, bottom: 110 }, { left: 0, right: 300, top: 0, bottom: 80 }];
    expect(placeInfo(null, list, option, info, { right: 900 }).style).toBe("top: 40px");
    expect(placeInfo(null, list, option, info, { right: 600 }).style).toContain("top: 200px");
  });

  test("shows a hostile label as text", () => {
    const shown = about({ ...terms[0], label: "<img src=x onerror=alert(1)>" });
    expect(shown.querySelector("img")).toBe(null);
    expect(shown.textContent).toContain("<img");
  });

  test("knows a term by either name", () => {
    expect(termNamed(terms, "cg:paysFor")).toBe(terms[2]);
    expect(termNamed(terms, "<https://example.org/cg:paysFor>")).toBe(terms[2]);
  });
});

describe("errors", () => {
  const text = "SELECT *\nWHERE { ?a bad:name ?c }";

  test("stand at line and column, and inside the text whatever is asked", () => {
    const { doc } = stateOf(text);
    expect(range(doc, { line: 2, column: 12 })).toEqual({ from: 20, to: 28 });
    expect(range(doc, { line: 99, column: 99 }).to).toBeLessThanOrEqual(doc.length);
    expect(range(stateOf("").doc, { line: 1, column: 1 })).toEqual({ from: 0, to: 0 });
  });

  test("move with the text and go when their own text is edited", () => {
    const marked = stateOf(text).update({ effects: setErrors.of([{ line: 2, column: 12, message: "no" }]) }).state;
    const moved = marked.update({ changes: { from: 0, insert: "# x\n" } }).state;
    expect(moved.field(engineErrors)).toMatchObject([{ from: 24, to: 32 }]);
    expect(moved.update({ changes: { from: 26, insert: "z" } }).state.field(engineErrors)).toEqual([]);
  });

  test("of the grammar are one mark, and an empty text has none", () => {
    expect(grammarError(stateOf("SELEC * {}"))).toHaveLength(1);
    expect(grammarError(stateOf(" "))).toEqual([]);
  });

  const library = "../../../../queries";
  test.skipIf(!existsSync(library))("are not seen in any query that is shipped", () => {
    const files = readdirSync(library, { recursive: true }).filter((file) => file.endsWith(".rq"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect([file, grammarError(stateOf(readFileSync(`${library}/${file}`, "utf8")))]).toEqual([file, []]);
  });
});

test("no source sets HTML from text", () => {
  for (const folder of ["src", "../../frontend"]) {
    for (const file of readdirSync(folder)) {
      expect(readFileSync(`${folder}/${file}`, "utf8")).not.toMatch(/\.(inner|outer)HTML|insertAdjacentHTML|document\.write/);
    }
  }
});
