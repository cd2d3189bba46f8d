// Rings around one thing: each ring one step farther, evenly filled, children near their parents. Pure.

const GAP = 150;
const ROOM = 90;

/** Steps from `root` to every node it reaches, with the node it was reached from. */
export function tree(root, neighbours) {
  const found = new Map([[root, { depth: 0, children: [] }]]);
  const queue = [root];
  for (const id of queue) {
    for (const next of neighbours(id)) {
      if (found.has(next)) continue;
      found.set(next, { depth: found.get(id).depth + 1, children: [] });
      found.get(id).children.push(next);
      queue.push(next);
    }
  }
  return found;
}

/** The identifiers on each ring, in an order that keeps siblings together. */
function levels(found) {
  const rows = [];
  for (const [id, { depth }] of found) (rows[depth] ??= []).push(id);
  return rows;
}

/** The mean of angles, on the circle. */
function middle(angles) {
  const sum = (of) => angles.reduce((total, angle) => total + of(angle), 0);
  return Math.atan2(sum(Math.sin), sum(Math.cos));
}

/** Even angles for a ring, turned so that children stand near their parents. */
function spread(row, parent, turned) {
  const step = (2 * Math.PI) / row.length;
  const pulls = row.map((id, i) => (turned.get(parent.get(id)) ?? 0) - i * step);
  const start = middle(pulls);
  row.forEach((id, i) => turned.set(id, start + i * step));
}

/** A Map of id to {x, y} for everything that `root` reaches. */
export function rings(root, neighbours) {
  const found = tree(root, neighbours);
  const parent = new Map([...found].flatMap(([id, { children }]) => children.map((child) => [child, id])));
  const [turned, places] = [new Map(), new Map()];
  let radius = 0;
  levels(found).forEach((row, depth) => {
    if (depth > 0) radius = Math.max(radius + GAP, (row.length * ROOM) / (2 * Math.PI));
    if (depth > 0) spread(row, parent, turned);
    for (const id of row) {
      const turn = (turned.get(id) ?? 0) - Math.PI / 2;
      places.set(id, { x: radius * Math.cos(turn), y: radius * Math.sin(turn) });
    }
  });
  return places;
}
