// How each kind of thing looks: a shape and a colour, so that colour is never the only cue.

export const SHAPES = {
  ellipse: null,
  rectangle: [[-1, -0.75], [1, -0.75], [1, 0.75], [-1, 0.75]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  hexagon: [[-1, 0], [-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87]],
  triangle: [[0, -1], [1, 0.85], [-1, 0.85]],
  pentagon: [[0, -1], [1, -0.2], [0.6, 1], [-0.6, 1], [-1, -0.2]],
  octagon: [[-0.4, -1], [0.4, -1], [1, -0.4], [1, 0.4], [0.4, 1], [-0.4, 1], [-1, 0.4], [-1, -0.4]],
  tag: [[-1, -0.7], [0.45, -0.7], [1, 0], [0.45, 0.7], [-1, 0.7]],
  vee: [[-1, -1], [0, -0.4], [1, -1], [0, 1]],
  star: [...Array(10).keys()].map((i) => {
    const [radius, turn] = [i % 2 ? 0.45 : 1, (i * Math.PI) / 5];
    return [radius * Math.sin(turn), -radius * Math.cos(turn)];
  }),
};

// Okabe and Ito's colours, told apart with any colour vision.
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A7A00", "#7F7F7F"];
const ORDER = Object.keys(SHAPES);

/** Looks by kind, those that the page names first. A kind keeps the look it first got, whatever arrives later. */
export function looksOf(nodes, given = {}, known = new Map()) {
  const looks = new Map(known);
  for (const { kind, shape, color } of [...Object.keys(given).map((kind) => ({ kind })), ...nodes]) {
    const place = looks.size;
    const own = given[kind] ?? {};
    const before = looks.get(kind);
    looks.set(kind, {
      label: own.label ?? kind,
      shape: own.shape ?? before?.shape ?? shape ?? ORDER[place % ORDER.length],
      color: own.color ?? before?.color ?? color ?? COLOURS[place % COLOURS.length],
    });
  }
  return looks;
}

/** How many nodes there are of each kind. */
export function counts(nodes) {
  const found = new Map();
  for (const { kind } of nodes) found.set(kind, (found.get(kind) ?? 0) + 1);
  return found;
}

/** The outline of a shape as SVG path data, centred at the origin. */
export function outline(shape, size) {
  const corners = SHAPES[shape];
  if (!corners) return `M${-size} 0a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0z`;
  return `M${corners.map(([x, y]) => `${(x * size).toFixed(2)} ${(y * size).toFixed(2)}`).join("L")}z`;
}
