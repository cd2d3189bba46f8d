// What can be written at a place in a query, best first. Pure: text and terms in, lists out.

const TOKEN = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>\s]*>|#[^\n]*|[{}()[\];,]|\.(?=\s|$|[{}])|(?:[^\s{}()[\];,.<"'#]|\.(?=[^\s{}]))+|\S/g;
const NOT_TERMS = /^(optional|graph|union|minus|service|silent|values|bind|filter|exists|not|where|as)$/i;

/** The prefixes that the text declares, as a Map of prefix to IRI. */
export function declared(text) {
  const found = text.matchAll(/^\s*PREFIX\s+([\w.-]*):\s*<([^<>]*)>/gim);
  return new Map([...found].map(([, prefix, iri]) => [prefix, iri]));
}

/** Where in a triple the end of `before` is: subject, predicate, class, object or other. */
export function place(before) {
  const tokens = (before.match(TOKEN) ?? []).filter((token) => !token.startsWith("#"));
  let [written, round, inside, last] = [0, 0, 0, ""];
  for (const token of tokens) {
    if (token === "(") round += 1;
    else if (token === ")") round -= 1;
    else if (round > 0) continue;
    else if (token === "{" || token === "}") [written, inside] = [0, inside + (token === "{" ? 1 : -1)];
    else if (token === ".") written = 0;
    else if (token === ";" || token === "[") written = 1;
    else if (token === ",") written = 2;
    else if (token === "]") written = Math.max(1, written - 1);
    else if (NOT_TERMS.test(token)) written = 0;
    else [written, last] = [written + 1, token];
  }
  if (inside < 1 || round > 0 || written > 2) return "other";
  if (written === 2) return last === "a" || last === "rdf:type" ? "class" : "object";
  return ["subject", "predicate"][written];
}

const FITS = {
  subject: ["record"],
  predicate: ["property"],
  class: ["class"],
  object: ["record"],
  other: [],
};

const words = (text) => text.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** How well a term matches what was typed; 0 if not at all. */
function score({ name, kind, label, definition = "" }, typed) {
  const [prefix, local] = name.startsWith("<") ? ["", label] : name.split(":", 2);
  const [wanted, rest] = typed.includes(":") ? typed.split(":", 2) : [null, typed];
  if (wanted !== null && wanted !== prefix.toLowerCase()) return 0;
  const [first, second] = kind === "record" ? [label, local] : [local, label];
  if (first.toLowerCase().startsWith(rest)) return 100;
  if (second.toLowerCase().startsWith(rest)) return 90;
  if ([...words(label), ...words(local)].some((word) => word.startsWith(rest))) return 70;
  if (label.toLowerCase().includes(rest) || local.toLowerCase().includes(rest)) return 50;
  return rest.length > 3 && definition.toLowerCase().includes(rest) ? 20 : 0;
}

/** The terms that match what was typed, those that fit the place first. */
export function rank(terms, typed, where, most = 60) {
  const [low, fits] = [typed.toLowerCase(), FITS[where]];
  return terms
    .map((term) => ({ term, points: score(term, low) }))
    .filter(({ points }) => points > 0)
    .map(({ term, points }) => ({ term, points: points + (fits.includes(term.kind) ? 60 : 0) }))
    .sort((a, b) => b.points - a.points || a.term.label.localeCompare(b.term.label))
    .slice(0, most)
    .map(({ term }) => term);
}

/** The records whose label begins with the last words of `before`, and where those words begin. */
export function recordsByPhrase(terms, before) {
  const phrase = before.match(/(?:[\p{L}\p{N}$&'-]+ ){1,5}[\p{L}\p{N}$&'-]*$/u)?.[0];
  const parts = phrase?.split(" ") ?? [];
  for (let i = 0; i < parts.length - 1; i += 1) {
    const words = parts.slice(i).join(" ");
    const found = terms.filter((term) => term.kind === "record" && term.label.toLowerCase().startsWith(words.toLowerCase()));
    if (found.length > 0) return { start: before.length - words.length, terms: found.slice(0, 60) };
  }
  return null;
}

/** Where to put a PREFIX line so that `name` can be written, or null if it is there already. */
export function missingPrefix(text, name, prefixes) {
  const prefix = name.startsWith("<") ? null : name.split(":", 1)[0];
  if (prefix === null || !Object.hasOwn(prefixes, prefix) || declared(text).has(prefix)) return null;
  const insert = `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
  const prologue = [...text.matchAll(/^[ \t]*(?:PREFIX|BASE)\b[^\n]*\n/gim)].at(-1);
  if (prologue) return { from: prologue.index + prologue[0].length, insert };
  return { from: text.match(/^(?:[ \t]*#[^\n]*\n)*/)[0].length, insert };
}

/** The term that is written at a place, by its prefixed name or its IRI. */
export function termNamed(terms, name) {
  return terms.find((term) => term.name === name || `<${term.iri}>` === name) ?? null;
}
