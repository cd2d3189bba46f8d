// Elements are made here and filled through textContent alone; no text is ever read as HTML.

/** An element with attributes; `text` becomes its textContent, `on…` functions its listeners. */
export function make(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

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
