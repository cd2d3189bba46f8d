// The page of /sparql: asks a query and shows the answer, with the editor of npm's making where it was built.
// Text from data goes through textContent alone.

const ROWS = 200; // shown at once; a button shows as many more
const LABELS = 300; // IRIs whose names are asked for at once
const TEXT = 200_000; // characters of an answer shown as text
const LONG = 4000; // characters; a longer query goes behind the #, which is not sent to the server
const OF_ROWS = ["csv", "tsv", "srj", "srx", "json", "ndjson", "parquet", "markdown"];
const OF_TRIPLES = ["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"];
const ENDINGS = { srj: "json", srx: "xml", rdfxml: "rdf", markdown: "md" };
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

const at = (id) => document.getElementById(id);
const [form, box, answer] = [at("ask"), at("query"), at("answer")];
const { editor: script, editorStyle, base, root } = form.dataset;
const prefixes = JSON.parse(form.dataset.prefixes);
const labels = new Map();
let editor = null;
let vocabulary = { prefixes, terms: [] };
let running = null;
let marked = []; // the errors of the query that was run last

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const say = (id, text) => {
  at(id).textContent = text;
};
const counted = (count, thing) => `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
const seconds = (begun) => ((performance.now() - begun) / 1000).toFixed(2);
const text = () => (editor ? editor.text : box.value);

// The query

function passed(errors = [], written = null) {
  marked = errors;
  const revision = editor.revision + (written === null ? 0 : 1);
  return { text: written, revision, vocabulary, errors, label: "SPARQL query. Tab leaves the editor." };
}

function write(query) {
  box.value = query;
  if (editor) editor.update(passed([], query));
}

/** Put the built editor in place of the plain field; whatever goes wrong, the plain one stays. */
async function mount() {
  if (!script) return;
  const { SparqlEditor } = await import(script);
  const host = at("editor");
  const shadow = host.attachShadow({ mode: "open" }); // in which CodeMirror's styles obey the policy of the page
  const place = make("div", undefined, { class: "sparql-editor" });
  shadow.append(make("link", undefined, { rel: "stylesheet", href: editorStyle }), place);
  const data = { text: box.value, revision: 0, vocabulary, height: 480, bare: true, label: "SPARQL query. Tab leaves the editor." };
  editor = new SparqlEditor(place, data);
  editor.report = (typed) => {
    box.value = typed.text;
  };
  editor.run = () => run();
  box.hidden = true;
  for (const each of ["name", "hint"]) at(each).hidden = true;
  await learnTerms();
}

/** Fetch what is completed; records that a busy server left out are asked for again, a few times. */
async function learnTerms(times = 3) {
  const found = await fetch(`${root}/sparql/completion`);
  if (!found.ok) return;
  vocabulary = await found.json();
  editor.update(passed(marked));
  if (!vocabulary.complete && times > 1) setTimeout(() => learnTerms(times - 1).catch(() => {}), 10_000);
}

/** The address that restores a query; one that is long is kept from the server's reach. */
function addressOf(query) {
  const written = new URLSearchParams({ query });
  return `${form.action}${query.length > LONG ? "#" : "?"}${written}`;
}

function remember(query) {
  const address = addressOf(query);
  if (address !== location.href) history.pushState(null, "", address);
  at("link").href = address;
  at("link").hidden = false;
}

/** The query in the address of the page, null where there is none. */
const addressed = () => new URLSearchParams(location.hash.slice(1)).get("query") ?? new URLSearchParams(location.search).get("query");

// Asking

async function refusal(reply) {
  const told = await reply.json().catch(() => ({}));
  return Object.assign(new Error(told.detail ?? `The server answered ${reply.status} ${reply.statusText}`), told);
}

async function ask(query, format, signal) {
  const accept = format ? "application/problem+json, */*;q=0.1" : "application/sparql-results+json, application/n-triples;q=0.9";
  const given = format ? { query, format } : { query };
  const headers = { Accept: accept, "Content-Type": "application/x-www-form-urlencoded" };
  const reply = await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(given), signal });
  if (!reply.ok) throw await refusal(reply);
  return reply;
}

function began() {
  answer.replaceChildren();
  at("downloads").hidden = true;
  say("problem", "");
  say("status", "Running …");
  at("stop").hidden = false;
  if (editor) editor.update(passed());
}

function stop() {
  running?.abort();
}

async function run() {
  const query = text();
  stop();
  if (!query.trim()) {
    say("problem", "There is no query to run.");
    return;
  }
  const own = new AbortController();
  running = own;
  const [begun, format] = [performance.now(), at("format").value];
  began();
  remember(query);
  const clock = setInterval(() => say("status", `Running for ${Math.round((performance.now() - begun) / 1000)} seconds …`), 1000);
  try {
    const reply = await ask(query, format, own.signal);
    const shown = format ? await showText(reply, format) : await showTable(reply);
    clearInterval(clock);
    say("status", `${shown.said} in ${seconds(begun)} seconds${left(reply)}`);
    offer(query, shown.forms);
  } catch (error) {
    if (running === own) failed(error, own.signal.aborted, seconds(begun));
  } finally {
    clearInterval(clock);
    if (running === own) {
      running = null;
      at("stop").hidden = true;
    }
  }
}

function failed(error, stopped, after) {
  say("status", stopped ? `Stopped after ${after} seconds.` : "");
  if (stopped) return;
  const unreachable = error instanceof TypeError;
  say("problem", unreachable ? "The server cannot be reached, or broke off. Is it still running?" : error.message);
  if (editor && error.line) editor.update(passed([{ line: error.line, column: error.column, message: error.message }]));
}

function left(reply) {
  const most = reply.headers.get("X-SPARQL-MaxRows");
  return most ? `. There are more than these ${Number(most).toLocaleString("en")}, which were left out.` : ".";
}

/** Links to the answer as a file, in each format that it can have. */
function offer(query, forms) {
  const links = forms.map((each) => {
    const address = `${form.action}?${new URLSearchParams({ query, format: each })}`;
    return make("a", form.querySelector(`option[value="${each}"]`).textContent, { href: address, download: `credgraph.${ENDINGS[each] ?? each}` });
  });
  at("downloads").replaceChildren("Download as ", ...links);
  at("downloads").hidden = forms.length === 0;
}

// Showing

async function showText(reply, format) {
  const forms = [format];
  if (format === "parquet") {
    const size = (await reply.blob()).size;
    return { said: `${counted(size, "byte")} of Parquet, which no page can show,`, forms };
  }
  const whole = await reply.text();
  answer.append(make("pre", whole.slice(0, TEXT)));
  const rest = whole.length - TEXT;
  if (rest > 0) answer.append(make("p", `The rest, ${counted(rest, "character")}, is in the file.`, { class: "note" }));
  return { said: counted(whole.length, "character"), forms };
}

async function showTable(reply) {
  if (reply.headers.get("Content-Type").startsWith("application/n-triples")) {
    const triples = triplesIn(await reply.text());
    table(["subject", "predicate", "object"], triples);
    return { said: counted(triples.length, "triple"), forms: OF_TRIPLES };
  }
  const found = await reply.json();
  if ("boolean" in found) return { said: found.boolean ? "Yes," : "No,", forms: [] };
  const rows = found.results.bindings;
  table(found.head.vars, rows);
  return { said: counted(rows.length, "row"), forms: OF_ROWS };
}

const UNESCAPED = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };
const plain = (written) =>
  written.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, sign) =>
    sign ? (UNESCAPED[sign] ?? sign) : String.fromCodePoint(parseInt(short ?? long, 16)));

/** A term of N-Triples as results in JSON have it. */
function termOf(written) {
  if (written.startsWith("<<")) return { type: "quoted", value: written };
  if (written.startsWith("<")) return { type: "uri", value: plain(written.slice(1, -1)) };
  if (written.startsWith("_:")) return { type: "bnode", value: written.slice(2) };
  const [, value, language, datatype] = written.match(/^"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?$/s) ?? [null, written];
  return { type: "literal", value: plain(value), "xml:lang": language, datatype };
}

function triplesIn(lines) {
  const rows = [];
  for (const line of lines.split("\n")) {
    const found = line.match(/^(<<.*>>|<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/);
    if (found) rows.push({ subject: termOf(found[1]), predicate: termOf(found[2]), object: termOf(found[3]) });
  }
  return rows;
}

function table(names, rows) {
  const [made, body] = [make("table"), make("tbody", undefined, { role: "rowgroup" })];
  const head = make("tr", undefined, { role: "row" });
  head.append(...names.map((name) => make("th", name, { scope: "col", role: "columnheader" })));
  const top = make("thead", undefined, { role: "rowgroup" });
  top.append(head);
  made.append(top, body);
  const more = make("button", "", { type: "button", class: "more" });
  let shown = 0;
  const show = () => {
    const next = rows.slice(shown, shown + ROWS);
    const lines = next.map((row) => line(names, row));
    body.append(...lines);
    shown += next.length;
    more.hidden = shown >= rows.length;
    more.textContent = `Show ${Math.min(ROWS, rows.length - shown)} more of ${rows.length.toLocaleString("en")}`;
    name(lines);
  };
  more.addEventListener("click", show);
  answer.append(made, more);
  show();
}

function line(names, row) {
  const made = make("tr", undefined, { role: "row" });
  made.append(...names.map((name) => cell(name, row[name])));
  return made;
}

function cell(name, term) {
  const td = make("td", undefined, { "data-head": name, role: "cell" });
  if (!term) return td;
  if (term.type === "uri") td.append(linked(term.value));
  else if (term.type === "bnode") td.textContent = `_:${term.value}`;
  else if (term.type === "literal") literal(td, term);
  else td.textContent = typeof term.value === "string" ? term.value : quoted(term.value);
  return td;
}

function literal(td, term) {
  td.textContent = term.value;
  const type = term.datatype?.split("#")[1];
  if (/^(integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger|gYear)$/.test(type ?? "")) td.className = "number";
  if (term["xml:lang"]) td.append(" ", make("span", `@${term["xml:lang"]}`, { class: "note" }));
  else if (type && type !== "string") td.title = type;
}

const quoted = ({ subject, predicate, object }) => `<< ${[subject, predicate, object].map((term) => (term.type === "triple" ? quoted(term.value) : term.value)).join(" ")} >>`;

/** An IRI as people write it: with a prefix where there is one. */
function short(iri) {
  const fits = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space) && /^[\w][\w.%-]*$/.test(iri.slice(space.length)));
  const best = fits.sort(([, a], [, b]) => b.length - a.length)[0];
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

/** A link to what an IRI names: to our own page about it where it is one of ours. */
function linked(iri) {
  const made = make("a", short(iri), { title: iri });
  const rest = iri.slice(base.length);
  if (iri.startsWith(base) && /^\/(id|graph|query)\/|^\/(ns|shapes|schemes)/.test(rest)) made.href = root + rest;
  else if (/^https?:\/\/[^\s]+$/.test(iri)) Object.assign(made, { href: iri, rel: "nofollow noopener" });
  made.dataset.iri = iri;
  return made;
}

/** Put the names of things under their IRIs, as soon as they are known. */
async function name(lines) {
  const links = lines.flatMap((each) => [...each.querySelectorAll("a[data-iri]")]);
  const wanted = [...new Set(links.map((each) => each.dataset.iri))].filter((iri) => iri !== RDF_TYPE && !labels.has(iri) && /^[^\s<>"{}|^`\\]*$/.test(iri));
  if (wanted.length > 0) await learn(wanted.slice(0, LABELS));
  for (const each of links) {
    const label = labels.get(each.dataset.iri);
    const repeats = [...each.closest("tr").cells].some((other) => other.firstChild?.data === label);
    if (label && label !== each.textContent && !repeats) each.after(make("small", label));
  }
}

async function learn(iris) {
  const these = iris.map((iri) => `<${iri}>`).join(" ");
  const query = `SELECT ?iri (MIN(STR(?name)) AS ?label) { VALUES ?iri { ${these} } ?iri <${LABEL}> ?name } GROUP BY ?iri`;
  try {
    const found = await (await ask(query, "")).json();
    for (const { iri, label } of found.results.bindings) if (label) labels.set(iri.value, label.value);
  } catch {
    // names are a help alone
  }
}

// What a person does

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  run();
});
at("stop").addEventListener("click", stop);
at("example").addEventListener("change", async ({ target }) => {
  if (!target.value) return;
  const found = await fetch(`${root}/sparql/examples/${target.value}`);
  if (found.ok) write(await found.text());
  else say("problem", (await refusal(found)).message);
});
addEventListener("popstate", () => {
  const query = addressed();
  if (query !== null && query !== text()) write(query);
  if (query !== null) run();
});

const first = addressed();
if (first !== null) box.value = first;
await mount().catch((error) => console.warn("The plain field stays:", error.message));
if (first !== null) run();
