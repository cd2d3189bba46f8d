// Buttons and swatches for the controls and the legend.

import { make } from "../../../frontend/dom.js";

/** A button with a text and what it does. */
export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", text, onclick, ...attributes });
}

const SVG = "http://www.w3.org/2000/svg";

/** A small picture of a path in a colour, for the eye alone. */
export function swatch(path, color) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-10 -10 20 20");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  drawn.setAttribute("fill", color);
  svg.append(drawn);
  return svg;
}
