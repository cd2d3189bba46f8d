// Mouse, touch, wheel and keys: what each does on the canvas.

import { cycle, meaning, towards } from "./keyboard.js";
import { describe, sentence } from "./words.js";

/** Wire the canvas to its input. */
export function attach(canvas) {
  pointer(canvas);
  hover(canvas);
  dragging(canvas);
  const { stage } = canvas.parts;
  stage.addEventListener("keydown", (event) => onKey(canvas, event));
  stage.addEventListener("focus", () => onFocus(canvas));
  stage.addEventListener("blur", () => canvas.cy.nodes().removeClass("focus"));
  stage.addEventListener("wheel", (event) => onWheel(stage, event), { capture: true, passive: true });
}

function pointer(canvas) {
  const { cy } = canvas;
  cy.on("tap", "node", ({ target }) => canvas.choose(target.id()));
  cy.on("onetap", "node", ({ target }) => canvas.select(target.id()));
  cy.on("dbltap", "node", ({ target }) => canvas.expand(target.id()));
  cy.on("onetap", "edge", ({ target }) => {
    canvas.say(sentence(target));
    canvas.tell({ type: "edge", id: target.id().replace(/^edge /, "") });
  });
  cy.on("onetap", (event) => {
    if (event.target === cy && canvas.chosen !== null) canvas.select(null);
  });
}

function hover(canvas) {
  const { cy, parts } = canvas;
  cy.on("mouseover", "node", ({ target }) => {
    const near = target.closedNeighborhood();
    cy.batch(() => {
      cy.elements().difference(near).addClass("dim");
      near.addClass("hot");
    });
    parts.stage.title = describe(target, canvas.looks);
  });
  cy.on("mouseover", "edge", ({ target }) => {
    target.addClass("hot");
    parts.stage.title = sentence(target);
  });
  cy.on("mouseout", "node, edge", () => {
    cy.batch(() => cy.elements().removeClass("dim hot"));
    parts.stage.removeAttribute("title");
  });
}

function dragging(canvas) {
  let start = null;
  canvas.cy.on("grab", "node", ({ target }) => {
    start = { ...target.position() };
  });
  canvas.cy.on("free", "node", ({ target }) => {
    const from = start;
    const { x, y } = target.position();
    if (!from || (Math.abs(x - from.x) < 2 && Math.abs(y - from.y) < 2)) return;
    canvas.history.push(`Moved back: ${target.data("label")}`, () => target.position(from));
    canvas.draw();
  });
}

/** The wheel scrolls the page unless the canvas has the focus or Ctrl is held. */
function onWheel(stage, event) {
  const focused = stage.getRootNode().activeElement === stage;
  if (!focused && !event.ctrlKey) event.stopPropagation();
}

function onFocus(canvas) {
  const first = canvas.node(canvas.focus) ?? canvas.node(canvas.chosen) ?? canvas.cy.nodes(":visible").first();
  if (first.nonempty()) canvas.moveFocus(first.id(), true);
}

const visibleIds = (canvas) =>
  canvas.cy.nodes(":visible").sort((a, b) => a.data("label").localeCompare(b.data("label"))).map((n) => n.id());

function walk(canvas, event) {
  const here = canvas.node(canvas.focus);
  if (!here) return onFocus(canvas);
  const places = here.neighborhood("node:visible").map((n) => ({ id: n.id(), ...n.position() }));
  const next = towards(event.key, here.position(), places);
  if (next) canvas.moveFocus(next, true);
  else canvas.say(`Nothing linked that way. ${describe(here, canvas.looks)}`);
  return undefined;
}

const ACTIONS = {
  walk,
  select: (canvas) => canvas.focus && canvas.select(canvas.focus),
  expand: (canvas) => canvas.focus && canvas.expand(canvas.focus),
  next: (canvas) => canvas.moveFocus(cycle(visibleIds(canvas), canvas.focus, 1), true),
  previous: (canvas) => canvas.moveFocus(cycle(visibleIds(canvas), canvas.focus, -1), true),
  first: (canvas) => canvas.moveFocus(visibleIds(canvas)[0] ?? null, true),
  hide: (canvas) => canvas.hide(canvas.focus),
  clear: (canvas) => canvas.chosen !== null && canvas.select(null),
  undo: (canvas) => canvas.undo(),
  in: (canvas) => canvas.zoom(1.25),
  out: (canvas) => canvas.zoom(0.8),
  fit: (canvas) => canvas.fit(),
};

function onKey(canvas, event) {
  const action = ACTIONS[meaning(event)];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action(canvas, event);
}
