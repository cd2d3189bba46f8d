// What must change on the canvas so that it shows the elements Python wants. Pure.

/** Edges and nodes share one set of identifiers, so those of edges get a prefix. */
export const edgeId = (id) => `edge ${id}`;

/** What is written under a node: its label, and how many neighbours are not shown. */
export function caption(node, longest = 60) {
  const label = node.label.length > longest ? `${node.label.slice(0, longest - 1)}…` : node.label;
  return node.more ? `${label} +${node.more}` : label;
}

/** An edge as cytoscape has it: from the end that stands above, the arrow at whichever end it belongs. */
function asDrawn(edge) {
  const [source, target] = edge.upward ? [edge.target, edge.source] : [edge.source, edge.target];
  return { ...edge, id: edgeId(edge.id), source, target };
}

/** Element data by identifier; edges whose ends are absent are left out. */
export function wantedElements(nodes, edges) {
  const wanted = new Map();
  for (const node of nodes) wanted.set(node.id, { ...node, text: caption(node) });
  const ends = new Set(wanted.keys());
  for (const edge of edges) {
    if (!ends.has(edge.source) || !ends.has(edge.target)) continue;
    wanted.set(edgeId(edge.id), asDrawn(edge));
  }
  return wanted;
}

const sameEnds = (a, b) => a.source === b.source && a.target === b.target;
const sameData = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The steps from `current` to `wanted` (both Map of id to data): remove, add and change. */
export function difference(current, wanted) {
  const remove = [];
  const add = [];
  const change = [];
  for (const [id, data] of current) {
    if (!wanted.has(id) || !sameEnds(data, wanted.get(id))) remove.push(id);
  }
  const gone = new Set(remove);
  for (const [id, data] of wanted) {
    if (!current.has(id) || gone.has(id)) add.push(data);
    else if (!sameData(current.get(id), data)) change.push(data);
  }
  return { remove, add, change };
}
