// The three arrangements, and where new nodes go so that the old ones can stay.

import { ranked } from "./ranks.js";
import { rings } from "./rings.js";
import { vacant } from "./room.js";

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

/** Ranks from top to bottom as dagre orders them, the wide ones broken into rows. */
function hierarchical(elements) {
  elements.layout({ name: "dagre", rankDir: "TB", animate: false, fit: false }).run();
  const places = ranked(new Map(elements.nodes().map((node) => [node.id(), { ...node.position() }])));
  return { name: "preset", positions: (node) => places.get(node.id()) };
}

/** Rings around `root`; what it does not reach gets rings of its own beside them. */
function concentric(elements, root, wide) {
  const inside = new Set(elements.nodes().map((node) => node.id()));
  const near = (id) => elements.nodes().getElementById(id).neighborhood("node").map((n) => n.id()).filter((n) => inside.has(n));
  const places = new Map();
  let edge = null;
  for (const start of [root, ...inside].filter((id) => inside.has(id))) {
    if (places.has(start)) continue;
    const own = rings(start, near, wide);
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
export function arrange(elements, name, root, wide = 1) {
  const { options } = LAYOUTS[name] ?? LAYOUTS.force;
  const layout = elements.layout({ ...options(elements, root, wide), animate: false, fit: false });
  withSeed(() => layout.run());
}

/** Put each new node near a neighbour that is in place, the opened one first; the old ones stay. */
export function placeNew(cy, fresh, opened = null) {
  const waiting = new Set(fresh.map((node) => node.id()));
  const old = cy.nodes().filter((node) => !waiting.has(node.id()));
  let frontier = cy.getElementById(opened ?? "").union(old).filter((node) => !waiting.has(node.id()));
  while (waiting.size > 0 && frontier.nonempty()) frontier = placeAround(cy, frontier, waiting);
  placeApart(cy.nodes().filter((node) => waiting.has(node.id())), old);
}

function placeAround(cy, frontier, waiting) {
  let placed = cy.collection();
  frontier.forEach((anchor) => {
    const next = anchor.neighborhood("node").filter((node) => waiting.has(node.id()));
    const taken = cy.nodes().filter((node) => !waiting.has(node.id())).map((node) => node.position());
    const places = vacant(anchor.position(), taken, next.length);
    next.forEach((node, i) => {
      node.position(places[i]);
      waiting.delete(node.id());
    });
    placed = placed.union(next);
  });
  return placed;
}

function placeApart(alone, old) {
  if (alone.empty()) return;
  const box = old.boundingBox();
  arrange(alone.union(alone.edgesWith(alone)), "force");
  const own = alone.boundingBox();
  alone.shift({ x: box.x2 + SPACING - own.x1, y: box.y1 - own.y1 });
}
