// Asks with Comunica: node comunica.mjs MODULES JOB, where JOB is JSON with package, query, sources and the address of the
// server that stands in for https://w3id.org/credgraph. Prints rows, quads or the boolean as JSON, and what was fetched.
import { createRequire } from "node:module";

const [modules, written] = process.argv.slice(2);
const job = JSON.parse(written);
const { QueryEngine } = createRequire(`${modules}/`)(job.package);
const fetched = [];

/** Fetches from the server alone; our own IRIs are redirected there, as w3id.org will. */
function fetchHere(input, init) {
  const asked = (input.url ?? input).toString();
  const address = asked.replace(/^https:\/\/w3id\.org\/credgraph/, job.server);
  fetched.push(asked);
  if (!address.startsWith(job.server)) return Promise.reject(new Error(`not here: ${asked}`));
  return fetch(address, init);
}

const term = ({ termType, value }) => ({ type: termType, value });
const context = { sources: job.sources, fetch: fetchHere, lenient: job.lenient ?? false };
const result = await new QueryEngine().query(job.query, context);
const found = await result.execute();
let answer = found;
if (result.resultType === "bindings") {
  const rows = await found.toArray();
  answer = rows.map((row) => Object.fromEntries([...row].map(([name, value]) => [name.value, term(value)])));
} else if (result.resultType === "quads") {
  answer = (await found.toArray()).map((quad) => [quad.subject, quad.predicate, quad.object].map(term));
}
process.stdout.write(JSON.stringify({ type: result.resultType, answer, fetched }));
