// The legend: one checkbox for each kind, with its shape, colour and count; off hides the kind.

import { make } from "../../../frontend/dom.js";
import { swatch } from "./dom.js";
import { outline } from "./kinds.js";

function entry(kind, look, count, shown, toggle) {
  const box = make("input", { type: "checkbox", onchange: () => toggle(kind, box.checked) });
  box.checked = shown;
  box.dataset.kind = kind;
  return make("label", {}, box, swatch(outline(look.shape, 8), look.color), make("span", { text: `${look.label} (${count})` }));
}

/** Draw the legend anew and keep the keyboard's place in it. */
export function drawLegend(place, { looks, found, off, toggle }) {
  const root = place.getRootNode();
  const focused = place.contains(root.activeElement) ? root.activeElement.dataset.kind : null;
  const entries = [...looks]
    .filter(([kind]) => found.has(kind))
    .map(([kind, look]) => entry(kind, look, found.get(kind), !off.has(kind), toggle));
  place.replaceChildren(...entries);
  if (focused !== null) {
    [...place.querySelectorAll("input")].find((box) => box.dataset.kind === focused)?.focus();
  }
}
