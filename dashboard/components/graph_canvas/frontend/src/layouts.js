// The three arrangements, and where new nodes go so that the old ones can stay.

import { rings } from "./rings.js";

const SPACING = 130;

/** The same numbers each time, so that one graph always gets the same picture. */
export function withSeed(work, seed = 20231) {
  const original = Math.random;
  let state = seed;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  try {
    return work();
  } finally {
    Math.random = original;
  }
}

function force(elements) {
  const many = elements.nodes().length > 400;
  return {
    name: "fcose",
    quality: many ? "draft" : "proof",
    randomize: true,
    nodeDimensionsIncludeLabels: true,
    packComponents: true,
    nodeSeparation: SPACING,
    idealEdgeLength: SPACING,
    nodeRepulsion: 12000,
  };
}

function hierarchical() {
  return { name: "dagre", rankDir: "TB", nodeSep: 30, rankSep: 90, nodeDimensionsIncludeLabels: true };
}

/** Rings around `root`; what it does not reach gets rings of its own beside them. */
function concentric(elements, root) {
  const inside = new Set(elements.nodes().map((node) => node.id()));
  const near = (id) => elements.nodes().getElementById(id).neighborhood("node").map((n) => n.id()).filter((n) => inside.has(n));
  const places = new Map();
  let edge = null;
  for (const start of [root, ...inside].filter((id) => inside.has(id))) {
    if (places.has(start)) continue;
    const own = rings(start, near);
    const xs = [...own.values()].map(({ x }) => x);
    const shift = edge === null ? 0 : edge + 2 * SPACING - Math.min(...xs);
    for (const [id, { x, y }] of own) places.set(id, { x: x + shift, y });
    edge = Math.max(...xs) + shift;
  }
  return { name: "preset", positions: (node) => places.get(node.id()) };
}

export const LAYOUTS = {
  force: { label: "Spread out", options: force },
  hierarchical: { label: "Top to bottom", options: hierarchical },
  concentric: { label: "Rings", options: concentric },
};

/** Run the named layout over the visible elements, at once and the same way each time. */
export function arrange(elements, name, root) {
  const { options } = LAYOUTS[name] ?? LAYOUTS.force;
  const layout = elements.layout({ ...options(elements, root), animate: false, fit: false });
  withSeed(() => layout.run());
}

/** The middle of the widest gap between the given angles (radians), and the width of the gap. */
export function widestGap(angles) {
  if (angles.length === 0) return { start: 0, width: 2 * Math.PI };
  const sorted = [...angles].sort((a, b) => a - b);
  const gaps = sorted.map((start, i) => {
    const next = sorted[i + 1] ?? sorted[0] + 2 * Math.PI;
    return { start, width: next - start };
  });
  return gaps.reduce((best, gap) => (gap.width > best.width ? gap : best));
}

/** Places for `count` new nodes in a fan around `centre`, away from what is there already. */
export function fan(centre, taken, count) {
  const angles = taken.map((p) => Math.atan2(p.y - centre.y, p.x - centre.x));
  const { start, width } = widestGap(angles);
  const perRing = Math.max(3, Math.floor((width * SPACING) / 75));
  return Array.from({ length: count }, (_, i) => {
    const ring = Math.floor(i / perRing);
    const inRing = Math.min(perRing, count - ring * perRing);
    const turn = start + (width * ((i % perRing) + 1)) / (inRing + 1);
    const radius = SPACING * (1.2 + ring * 0.9);
    return { x: centre.x + radius * Math.cos(turn), y: centre.y + radius * Math.sin(turn) };
  });
}

/** Put each new node near a neighbour that is in place already; the old nodes do not move. */
export function placeNew(cy, fresh) {
  const waiting = new Set(fresh.map((node) => node.id()));
  const old = cy.nodes().filter((node) => !waiting.has(node.id()));
  const settled = old.filter((node) => !node.locked()).lock();
  let frontier = old;
  while (waiting.size > 0) {
    const placed = placeAround(cy, frontier, waiting);
    if (placed.empty()) break;
    frontier = placed;
  }
  placeApart(cy, cy.nodes().filter((node) => waiting.has(node.id())), old);
  settled.unlock();
}

function placeAround(cy, frontier, waiting) {
  let placed = cy.collection();
  frontier.forEach((anchor) => {
    const around = anchor.neighborhood("node");
    const next = around.filter((node) => waiting.has(node.id()));
    const taken = around.difference(next).map((node) => node.position());
    const places = fan(anchor.position(), taken, next.length);
    next.forEach((node, i) => {
      node.position(clearOf(cy, node, places[i], waiting));
      waiting.delete(node.id());
    });
    placed = placed.union(next);
  });
  return placed;
}

/** Step outwards from `place` until no settled node is under it. */
function clearOf(cy, self, place, waiting) {
  const others = cy.nodes().filter((n) => n.id() !== self.id() && !waiting.has(n.id()));
  const near = (p) => others.some((n) => Math.abs(n.position("x") - p.x) < 70 && Math.abs(n.position("y") - p.y) < 45);
  let found = place;
  for (let i = 1; i <= 60 && near(found); i += 1) {
    const [turn, radius] = [i * 2.399963, 30 * Math.sqrt(i)];
    found = { x: place.x + radius * Math.cos(turn), y: place.y + radius * Math.sin(turn) };
  }
  return found;
}

function placeApart(cy, alone, old) {
  if (alone.empty()) return;
  const box = old.boundingBox();
  arrange(alone.union(alone.edgesWith(alone)), "force");
  const own = alone.boundingBox();
  alone.shift({ x: box.x2 + SPACING - own.x1, y: box.y1 - own.y1 });
}
