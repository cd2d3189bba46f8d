// Keys on the canvas: arrows walk along edges, Enter shows, Shift+Enter expands.

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The place among `places` ({id, x, y}) that lies best in the arrow's direction from `here`. */
export function towards(key, here, places) {
  const [dx, dy] = DIRECTIONS[key];
  let best = null;
  for (const { id, x, y } of places) {
    const [ax, ay] = [x - here.x, y - here.y];
    const length = Math.hypot(ax, ay) || 1;
    const along = (ax * dx + ay * dy) / length;
    const cost = length * (2 - along);
    if (along > 0.3 && (!best || cost < best.cost)) best = { id, cost };
  }
  return best?.id ?? null;
}

/** The next (or previous) of `ids` after `current`, around the end. */
export function cycle(ids, current, step) {
  if (ids.length === 0) return null;
  const at = ids.indexOf(current);
  if (at < 0) return ids[0];
  return ids[(at + step + ids.length) % ids.length];
}

/** What a key press means, or null if it is not for the canvas. */
export function meaning(event) {
  if (event.key in DIRECTIONS && !event.altKey && !event.ctrlKey && !event.metaKey) return "walk";
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") return "undo";
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Enter") return event.shiftKey ? "expand" : "select";
  return { PageDown: "next", PageUp: "previous", Home: "first", Delete: "hide", Escape: "clear", "+": "in", "-": "out", 0: "fit" }[event.key] ?? null;
}
