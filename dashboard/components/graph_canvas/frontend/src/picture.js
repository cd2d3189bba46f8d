// The picture file: what is on screen with its legend, made in the browser.

import { outline } from "./kinds.js";

const EDGE = 24;
const LINE = 30;

/** Put legend entries into lines no wider than `width`; a Map of kind to {x, line}. */
export function flow(widths, width) {
  let [x, line] = [0, 0];
  return widths.map((own) => {
    if (x > 0 && x + own > width) [x, line] = [0, line + 1];
    const place = { x, line };
    x += own;
    return place;
  });
}

function drawLegend(context, entries, places, top, theme) {
  entries.forEach(({ look, text }, i) => {
    const [x, y] = [EDGE + places[i].x + 10, top + places[i].line * LINE + LINE / 2];
    context.save();
    context.translate(x, y);
    context.fillStyle = look.color;
    context.fill(new Path2D(outline(look.shape, 9)));
    context.restore();
    context.fillStyle = theme.text;
    context.fillText(text, x + 18, y + 6);
  });
}

/** The canvas of `cy` and its legend, painted on one surface. */
export async function paint(cy, entries, theme) {
  const options = { full: true, scale: 2, maxWidth: 6000, maxHeight: 6000, bg: theme.ground };
  const graph = await createImageBitmap(await cy.png({ ...options, output: "blob-promise" }));
  const surface = document.createElement("canvas");
  const context = surface.getContext("2d");
  const font = `18px ${theme.font}`;
  context.font = font;
  const width = Math.max(graph.width, 640);
  const places = flow(entries.map(({ text }) => context.measureText(text).width + 52), width);
  const lines = 1 + (places.at(-1)?.line ?? 0);
  [surface.width, surface.height] = [width + 2 * EDGE, graph.height + 3 * EDGE + lines * LINE];
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, surface.width, surface.height);
  context.drawImage(graph, EDGE + (width - graph.width) / 2, EDGE);
  context.font = font;
  drawLegend(context, entries, places, graph.height + 2 * EDGE, theme);
  return surface;
}

/** Hand the surface to the browser as a download. */
export async function download(surface, name) {
  const blob = await new Promise((done) => surface.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
