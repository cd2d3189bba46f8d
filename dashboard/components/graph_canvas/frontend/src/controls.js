// The controls around the canvas: its buttons, the legend, what was left out, and the live region.

import { make } from "../../../frontend/dom.js";
import { button } from "./dom.js";
import { LAYOUTS } from "./layouts.js";
import { drawLegend } from "./legend.js";

const KEYS =
  "Arrows: move along links. Page Up, Page Down: any thing. Enter: select. Shift+Enter: expand. " +
  "Delete: hide. Ctrl+Z: undo. + − 0: zoom.";

function buildButtons(canvas) {
  return {
    again: button("↻", () => canvas.rearrange(canvas.layout), { "aria-label": "Arrange anew", title: "Arrange everything anew" }),
    fit: button("Fit", () => canvas.fit(), { title: "Show the whole graph" }),
    closer: button("+", () => canvas.zoom(1.25), { "aria-label": "Zoom in", title: "Zoom in" }),
    farther: button("−", () => canvas.zoom(0.8), { "aria-label": "Zoom out", title: "Zoom out" }),
    names: button("Link names", () => canvas.toggleNames(), { title: "Show or hide the names of the links" }),
    expand: button("Expand", () => canvas.expand(canvas.chosen), { title: "Show what the selected thing is linked to" }),
    hide: button("Hide", () => canvas.hide(canvas.chosen), { title: "Hide the selected thing" }),
    all: button("Show hidden", () => canvas.showAll()),
    undo: button("Undo", () => canvas.undo(), { title: "Take back the last change" }),
    picture: button("PNG", () => canvas.savePicture(), { title: "Download what is on screen as a picture" }),
  };
}

function buildLayouts(canvas) {
  const choices = Object.entries(LAYOUTS).map(([name, { label }]) => make("option", { value: name, text: label }));
  const onchange = ({ target }) => canvas.rearrange(target.value);
  return make("select", { "aria-label": "Arrangement", onchange }, ...choices);
}

/** Build the parts once, inside `host`. */
export function buildControls(host, canvas) {
  const buttons = buildButtons(canvas);
  const layouts = buildLayouts(canvas);
  const stage = make("div", { class: "stage", style: "position: relative", tabindex: "0", role: "application", "aria-roledescription": "graph", "aria-describedby": "keys" });
  const keys = make("p", { class: "keys", id: "keys", text: KEYS });
  const said = make("p", { class: "said", role: "status", "aria-live": "polite" });
  const omitted = make("p", { class: "omitted" });
  const legend = make("div", { class: "legend", role: "group", "aria-label": "Legend: choose the kinds to show" });
  const bar = make("div", { class: "bar", role: "group", "aria-label": "Graph tools" }, layouts, ...Object.values(buttons));
  host.replaceChildren(bar, make("div", { class: "frame" }, stage, keys), legend, omitted, said);
  return { buttons, layouts, stage, said, omitted, legend };
}

/** Bring the controls up to date with the canvas. */
export function drawControls(parts, canvas) {
  if (!canvas.data) return;
  const { buttons, layouts, omitted, legend } = parts;
  const none = canvas.chosen === null;
  [buttons.hide.disabled, buttons.expand.disabled] = [none, none];
  buttons.undo.disabled = canvas.history.size === 0;
  const hidden = canvas.hiddenHere().length;
  buttons.all.hidden = hidden === 0;
  buttons.all.textContent = `Show hidden (${hidden})`;
  buttons.names.setAttribute("aria-pressed", String(canvas.cy.edges().first().hasClass("named")));
  layouts.value = canvas.layout;
  omitted.textContent = canvas.data.omitted;
  omitted.hidden = !canvas.data.omitted;
  const toggle = (kind, shown) => canvas.toggleKind(kind, shown);
  drawLegend(legend, { looks: canvas.looks, found: canvas.counts(), off: canvas.off, toggle });
}
