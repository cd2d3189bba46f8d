// The canvas: cytoscape, the controls around it, and what has been chosen, hidden and undone.

import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";
import fcose from "cytoscape-fcose";
import { buildControls, drawControls } from "./controls.js";
import { difference, edgeId, wantedElements } from "./difference.js";
import { History } from "./history.js";
import { attach } from "./input.js";
import { counts, looksOf } from "./kinds.js";
import { arrange, placeNew } from "./layouts.js";
import { styleSheet, themeOf } from "./look.js";
import { download, paint } from "./picture.js";
import { watchScroll, watchSize } from "./size.js";
import { describe } from "./words.js";

cytoscape.use(fcose);
cytoscape.use(dagre);
cytoscape.warnings(false); // it warns of each edge that is hidden under its own nodes

const MARGIN = 36;
const LARGEST = 1.2;
const FEW_EDGES = 45;

export class GraphCanvas {
  constructor(host) {
    this.host = host;
    this.send = () => {};
    this.history = new History();
    this.hidden = new Set();
    this.off = new Set();
    this.looks = new Map();
    this.chosen = null;
    this.focus = null;
    this.layout = null;
    this.asked = {};
    this.named = null;
    this.parts = buildControls(host, this);
    this.cy = cytoscape({ container: this.parts.stage, maxZoom: 4, minZoom: 0.05, boxSelectionEnabled: false, autounselectify: true });
    this.parts.stage.__cy = this.cy;
    attach(this);
    this.watcher = watchSize(this);
    this.unwatchScroll = watchScroll(this);
  }

  /** Show what Python wants shown, changing only what differs. */
  update(data) {
    this.data = data;
    this.looks = looksOf(data.nodes, data.kinds ?? {}, this.looks);
    const before = new Set(this.cy.nodes().map((node) => node.id()));
    const fresh = this.#apply(data);
    const kept = this.cy.nodes().some((node) => before.has(node.id()));
    if (data.view !== this.asked.view) [this.hidden, this.off] = [new Set(data.hidden), new Set(data.off)];
    this.#restyle(data);
    if (!kept) this.#begin(data.layout);
    else if (fresh.nonempty()) this.#grow(fresh);
    if (kept && data.layout !== this.asked.layout) this.rearrange(data.layout);
    this.#mark(data);
    this.#hide();
    if (data.revision !== this.asked.revision) this.choose(data.selected);
    else if (!this.node(this.chosen)) this.choose(null);
    this.asked = { layout: data.layout, revision: data.revision, view: data.view };
  }

  #apply({ nodes, edges }) {
    const current = new Map(this.cy.elements().map((element) => [element.id(), element.data()]));
    const { remove, add, change } = difference(current, wantedElements(nodes, edges));
    this.cy.batch(() => {
      remove.forEach((id) => this.cy.getElementById(id).remove());
      change.forEach((data) => this.cy.getElementById(data.id).removeData().data(data));
    });
    return this.cy.add(add.map((data) => ({ group: data.source ? "edges" : "nodes", data }))).nodes();
  }

  #restyle({ height, label }) {
    this.theme = themeOf(this.host);
    this.parts.stage.style.height = `${height}px`;
    this.cy.resize();
    this.parts.stage.setAttribute("aria-label", label);
    this.cy.style(styleSheet(this.theme, this.looks));
  }

  #begin(layout) {
    this.history.clear();
    this.layout = layout;
    this.named = null;
    this.arrangeNow(this.cy.elements()); // what is hidden keeps its place, and the picture its form
    this.#hide();
    this.fit();
  }

  /** Places for the new nodes only; undo takes them from sight until Python takes them away. */
  #grow(fresh) {
    placeNew(this.cy, fresh, this.chosen);
    const ids = fresh.map((node) => node.id());
    this.history.push(`Took back ${ids.length} added`, () => {
      ids.forEach((id) => this.cy.getElementById(id).addClass("hidden"));
      this.tell({ type: "undo", ids });
    });
    const [view, box] = [this.cy.extent(), this.cy.elements().boundingBox()];
    if (box.x1 < view.x1 || box.y1 < view.y1 || box.x2 > view.x2 || box.y2 > view.y2) this.fit();
    this.say(`${ids.length} added. ${this.data.nodes.length} things shown.`);
  }

  #mark({ highlight = [] }) {
    this.cy.elements().removeClass("path");
    for (const id of highlight) {
      this.cy.getElementById(id).addClass("path");
      this.cy.getElementById(edgeId(id)).addClass("path");
    }
  }

  #hide() {
    this.cy.batch(() =>
      this.cy.nodes().forEach((node) => {
        node.toggleClass("hidden", this.hidden.has(node.id()) || this.off.has(node.data("kind")));
      }),
    );
    this.cy.elements().removeClass("dim hot");
    const names = this.named ?? this.cy.edges(":visible").length <= FEW_EDGES;
    this.cy.edges().toggleClass("named", names);
    this.draw();
  }

  /** What the person hid, of what is drawn. */
  hiddenHere() {
    return [...this.hidden].filter((id) => this.cy.getElementById(id).nonempty());
  }

  /** Tell Python what was done, and all that is out of sight since. */
  tell(event) {
    this.send({ ...event, hidden: [...this.hidden], off: [...this.off] });
  }

  draw() {
    drawControls(this.parts, this);
  }

  counts() {
    return counts(this.data?.nodes ?? []);
  }

  say(text) {
    this.parts.said.textContent = text;
  }

  node(id) {
    const found = id === null ? this.cy.collection() : this.cy.getElementById(id);
    return found.nonempty() && found.isNode() && found.visible() ? found : null;
  }

  /** Mark a node as the chosen one and say so; null clears the mark. */
  choose(id) {
    if (id === this.chosen && (id === null || this.node(id)?.hasClass("chosen"))) return;
    this.cy.nodes().removeClass("chosen");
    const node = this.node(id);
    this.chosen = node ? id : null;
    if (node) node.addClass("chosen");
    if (node) this.say(`Selected: ${describe(node, this.looks)}`);
    this.draw();
  }

  select(id) {
    this.choose(id);
    this.moveFocus(id);
    this.tell({ type: "select", id });
  }

  expand(id) {
    this.choose(id);
    this.moveFocus(id);
    this.say(`Expanding ${this.node(id)?.data("label") ?? ""}`);
    this.tell({ type: "expand", id });
  }

  /** Move the keyboard's place and bring it into view. */
  moveFocus(id, aloud = false) {
    this.cy.nodes().removeClass("focus");
    const node = this.node(id);
    this.focus = node ? id : null;
    if (!node) return;
    node.addClass("focus");
    if (aloud) this.say(describe(node, this.looks));
    const [box, view] = [node.boundingBox(), this.cy.extent()];
    if (box.x1 < view.x1 || box.x2 > view.x2 || box.y1 < view.y1 || box.y2 > view.y2) this.cy.center(node);
  }

  hide(id) {
    const node = this.node(id);
    if (!node) return;
    const next = node.neighborhood("node:visible").first();
    this.hidden.add(id);
    this.history.push(`Shown again: ${node.data("label")}`, () => this.#unhide([id]));
    this.#hide();
    this.choose(null);
    this.moveFocus(next.nonempty() ? next.id() : null);
    this.say(`Hidden: ${node.data("label")}`);
    this.tell({ type: "view" });
  }

  #unhide(ids) {
    ids.forEach((id) => this.hidden.delete(id));
    this.#hide();
    this.tell({ type: "view" });
  }

  showAll() {
    const ids = this.hiddenHere();
    this.history.push("Hidden again", () => {
      ids.forEach((id) => this.hidden.add(id));
      this.#unhide([]);
    });
    this.#unhide(ids);
    this.say("Everything is shown");
  }

  toggleKind(kind, shown) {
    const set = (on) => {
      if (on) this.off.delete(kind);
      else this.off.add(kind);
      this.#hide();
      this.tell({ type: "view" });
    };
    const label = this.looks.get(kind)?.label ?? kind;
    this.history.push(`${label}: ${shown ? "hidden" : "shown"} again`, () => set(!shown));
    set(shown);
    this.say(`${label} ${shown ? "shown" : "hidden"}`);
  }

  toggleNames() {
    this.named = !this.cy.edges().first().hasClass("named");
    this.#hide();
  }

  arrangeNow(elements = this.cy.elements(":visible")) {
    const { clientWidth, clientHeight } = this.parts.stage;
    const wide = Math.min(2, Math.max(1, clientWidth / (clientHeight || 1)));
    const middle = this.chosen ?? this.data.selected ?? this.data.nodes[0]?.id;
    arrange(elements, this.layout, middle, wide);
  }

  rearrange(name) {
    const [before, layout] = [this.places(), this.layout];
    this.history.push("Arranged as before", () => {
      this.layout = layout;
      this.restore(before);
    });
    this.layout = name;
    this.arrangeNow();
    this.fit();
    this.draw();
  }

  places() {
    return new Map(this.cy.nodes().map((node) => [node.id(), { ...node.position() }]));
  }

  restore(places) {
    this.cy.batch(() =>
      this.cy.nodes().forEach((node) => {
        if (places.has(node.id())) node.position(places.get(node.id()));
      }),
    );
    this.fit();
    this.draw();
  }

  undo() {
    this.say(this.history.undo() ?? "Nothing to undo");
    this.draw();
  }

  fit() {
    const shown = this.cy.elements(":visible");
    if (shown.empty()) return;
    this.cy.fit(shown, MARGIN);
    if (this.cy.zoom() > LARGEST) {
      this.cy.zoom(LARGEST);
      this.cy.center(shown);
    }
  }

  zoom(times) {
    const { clientWidth, clientHeight } = this.parts.stage;
    this.cy.zoom({ level: this.cy.zoom() * times, renderedPosition: { x: clientWidth / 2, y: clientHeight / 2 } });
  }

  async savePicture() {
    const found = counts(this.cy.nodes(":visible").map((node) => node.data()));
    const entries = [...this.looks].filter(([kind]) => found.has(kind)).map(([kind, look]) => ({ look, text: `${look.label} (${found.get(kind)})` }));
    this.cy.elements().removeClass("dim hot focus");
    await download(await paint(this.cy, entries, this.theme), `${this.data.name}.png`);
    this.say(`Saved ${this.data.name}.png`);
  }

  close() {
    this.watcher.disconnect();
    this.unwatchScroll();
    this.cy.destroy();
  }
}
