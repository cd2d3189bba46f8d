// Rings around one thing: each holds what is one link farther away, evenly spaced, children near their parents. Pure.

import { ROOM, cells, crowded } from "./room.js";

const GAP = 150;
const STEP = 10;

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

/** Places at these angles on one ring, as small as names allow, or null beyond `most`. */
function single(turns, least, most, wide) {
  for (let radius = least; radius <= most; radius += STEP) {
    const places = turns.map((turn) => ({ x: wide * radius * Math.cos(turn), y: radius * Math.sin(turn) }));
    if (!crowded(places)) return { places, radius };
  }
  return null;
}

/** Places side by side beyond `least`, in staggered lines, given out in the order of the angles. */
function packed(turns, least, wide) {
  const far = ({ x, y }) => Math.hypot(x / wide, y);
  const enough = Math.ceil(least / ROOM.height + Math.sqrt(turns.length)) + 1;
  const near = cells(enough).filter((cell) => far(cell) >= least).sort((a, b) => far(a) - far(b)).slice(0, turns.length);
  const turn = ({ x, y }) => Math.atan2(y, x);
  const order = turns.map((_, i) => i).sort((a, b) => Math.atan2(Math.sin(turns[a]), Math.cos(turns[a])) - Math.atan2(Math.sin(turns[b]), Math.cos(turns[b])));
  const places = [];
  near.sort((a, b) => turn(a) - turn(b)).forEach((cell, i) => {
    places[order[i]] = cell;
  });
  return { places, radius: Math.max(...near.map(far)) };
}

/** Places for what stands at these angles: on a ring, or side by side where there are many. */
export function placed(turns, least, wide = 1) {
  return single(turns, least, least + GAP, wide) ?? packed(turns, least, wide);
}

/** A Map of id to {x, y} for everything that `root` reaches; rings are `wide` times as wide as high. */
export function rings(root, neighbours, wide = 1) {
  const found = tree(root, neighbours);
  const parent = new Map([...found].flatMap(([id, { children }]) => children.map((child) => [child, id])));
  const [turned, places] = [new Map(), new Map()];
  let radius = 0;
  levels(found).forEach((row, depth) => {
    if (depth > 0) spread(row, parent, turned);
    const ring = depth > 0 ? placed(row.map((id) => turned.get(id)), radius + GAP, wide) : { places: [{ x: 0, y: 0 }], radius };
    radius = ring.radius;
    row.forEach((id, i) => places.set(id, ring.places[i]));
  });
  return places;
}
