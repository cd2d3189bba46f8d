// How much room a node with its name takes, and where there is some left. Pure.

export const ROOM = { width: 120, height: 84 };
const MARGIN = 10;
const NEAREST = 130;

const tooNear = (a, b) => Math.abs(a.x - b.x) < ROOM.width && Math.abs(a.y - b.y) < ROOM.height;

/** Whether two of these places are nearer than names allow. */
export function crowded(places) {
  return places.some((a, i) => places.slice(i + 1).some((b) => tooNear(a, b)));
}

/** Places side by side in staggered lines, `lines` of them each way from the origin. */
export function cells(lines) {
  const found = [];
  for (let line = -lines; line <= lines; line += 1) {
    for (let i = -lines; i <= lines; i += 1) {
      found.push({ x: (i + (line % 2) / 2) * (ROOM.width + MARGIN), y: line * (ROOM.height + MARGIN) });
    }
  }
  return found;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / (numbers.length || 1);

/** `count` places near `anchor` that no name of `taken` reaches, rather away from their middle. */
export function vacant(anchor, taken, count) {
  const out = { x: anchor.x - mean(taken.map(({ x }) => x)), y: anchor.y - mean(taken.map(({ y }) => y)) };
  const far = Math.hypot(out.x, out.y);
  const cost = ({ x, y }) => {
    const length = Math.hypot(x, y);
    return length * (1.7 - (far > NEAREST ? (x * out.x + y * out.y) / (length * far) : 0));
  };
  return cells(Math.ceil(2 * Math.sqrt(count + taken.length)) + 3)
    .filter(({ x, y }) => Math.hypot(x, y) >= NEAREST)
    .filter(({ x, y }) => !taken.some((place) => tooNear(place, { x: anchor.x + x, y: anchor.y + y })))
    .sort((a, b) => cost(a) - cost(b))
    .slice(0, count)
    .sort((a, b) => Math.atan2(a.y, a.x) - Math.atan2(b.y, b.x))
    .map(({ x, y }) => ({ x: anchor.x + x, y: anchor.y + y }));
}
