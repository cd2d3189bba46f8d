// Ranks from top to bottom: what a layered layout puts in one line, in lines short enough to read. Pure.

import { ROOM } from "./room.js";

const LONGEST = 6;
const BETWEEN = 70;

/** How many lines a rank takes. */
const lines = (count) => Math.ceil(count / LONGEST);

/** The identifiers of each rank, from the top and from the left. */
function ranksOf(places) {
  const rows = new Map();
  for (const [id, { x, y }] of places) {
    const at = Math.round(y);
    if (!rows.has(at)) rows.set(at, []);
    rows.get(at).push({ id, x });
  }
  const byPlace = (row) => row.sort((a, b) => a.x - b.x).map(({ id }) => id);
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => byPlace(row));
}

/** New places for a Map of id to {x, y}: the same ranks and order, no rank wider than a few names. */
export function ranked(places) {
  const found = new Map();
  let top = 0;
  for (const row of ranksOf(places)) {
    const count = lines(row.length);
    row.forEach((id, i) => {
      const line = i % count; // neighbours in a rank stand one below the other, so edges pass between
      const x = (i - (row.length - 1) / 2) * (ROOM.width / count);
      found.set(id, { x: x * 1.1, y: top + line * ROOM.height });
    });
    top += count * ROOM.height + BETWEEN;
  }
  return found;
}
