import { readFileSync, readdirSync } from "node:fs";
import cytoscape from "cytoscape";
import { describe, expect, test } from "vitest";
import { make } from "../../../frontend/dom.js";
import { caption, difference, edgeId, wantedElements } from "../src/difference.js";
import { History } from "../src/history.js";
import { cycle, meaning, towards } from "../src/keyboard.js";
import { counts, looksOf, outline, SHAPES } from "../src/kinds.js";
import { placeNew, withSeed } from "../src/layouts.js";
import { drawLegend } from "../src/legend.js";
import { flow } from "../src/picture.js";
import { ranked } from "../src/ranks.js";
import { placed, rings } from "../src/rings.js";
import { crowded, vacant } from "../src/room.js";
import { sentence } from "../src/words.js";

const node = (id, kind = "Credential") => ({ id, label: id.toUpperCase(), kind });
const edge = (source, target) => ({ id: `${source}-${target}`, source, target, label: "leads to" });

describe("difference", () => {
  test("adds only what is new and removes only what is gone", () => {
    const before = wantedElements([node("a"), node("b")], [edge("a", "b")]);
    const after = wantedElements([node("a"), node("c")], [edge("a", "c")]);
    const { remove, add, change } = difference(before, after);
    expect(remove).toEqual(["b", edgeId("a-b")]);
    expect(add.map(({ id }) => id)).toEqual(["c", edgeId("a-c")]);
    expect(change).toEqual([]);
  });

  test("changes a node in place when its label or count changes", () => {
    const before = wantedElements([{ ...node("a"), more: 3 }], []);
    const after = wantedElements([node("a")], []);
    expect(difference(before, after)).toMatchObject({ remove: [], add: [], change: [{ id: "a" }] });
  });

  test("draws an edge anew when its ends change", () => {
    const nodes = [node("a"), node("b"), node("c")];
    const before = wantedElements(nodes, [{ ...edge("a", "b"), id: "e" }]);
    const after = wantedElements(nodes, [{ ...edge("a", "c"), id: "e" }]);
    expect(difference(before, after)).toMatchObject({ remove: [edgeId("e")], add: [{ target: "c" }] });
  });

  test("leaves out an edge whose end is not drawn, and a repeated node", () => {
    expect([...wantedElements([node("a"), node("a")], [edge("a", "z")]).keys()]).toEqual(["a"]);
  });

  test("says how many neighbours are not shown and shortens long labels", () => {
    expect(caption({ label: "CPT", more: 4 })).toBe("CPT +4");
    expect(caption({ label: "x".repeat(90) })).toHaveLength(60);
  });
});

describe("an edge that goes up", () => {
  const nodes = [node("later"), node("before")];
  const builds = { ...edge("later", "before"), label: "builds on", upward: true };

  test("is laid out from what stands above", () => {
    const drawn = wantedElements(nodes, [builds]).get(edgeId(builds.id));
    expect(drawn).toMatchObject({ source: "before", target: "later" });
  });

  test("is still read from its source", () => {
    const drawn = [...wantedElements(nodes, [builds]).values()].map((data) => ({ data }));
    const cy = cytoscape({ headless: true, elements: drawn });
    expect(sentence(cy.edges()[0])).toBe("LATER: builds on: BEFORE");
  });
});

describe("kinds", () => {
  test("that the page names come first, so that a kind always looks the same", () => {
    const named = { Credential: {}, Module: {} };
    const [alone, after] = [looksOf([node("a", "Module")], named), looksOf([node("b"), node("a", "Module")], named)];
    expect(alone.get("Module")).toEqual(after.get("Module"));
  });

  test("keep the look they first got when others arrive before them", () => {
    const first = looksOf([node("a", "Employer")]);
    const later = looksOf([node("b", "Funder"), node("a", "Employer")], {}, first);
    expect(later.get("Employer")).toEqual(first.get("Employer"));
    expect(later.get("Funder").shape).not.toBe(first.get("Employer").shape);
  });

  test("take the page's look before any other", () => {
    const looks = looksOf([node("a")], { Credential: { color: "#123456", label: "Papers" } });
    expect(looks.get("Credential")).toMatchObject({ color: "#123456", label: "Papers" });
  });

  test("are counted, and every shape has an outline", () => {
    expect(counts([node("a"), node("b"), node("c", "Funder")]).get("Credential")).toBe(2);
    for (const shape of Object.keys(SHAPES)) expect(outline(shape, 8)).toMatch(/^M.*z$/);
  });
});

describe("places", () => {
  test("of old nodes stay when the graph grows", () => {
    const cy = cytoscape({
      headless: true,
      styleEnabled: true,
      layout: { name: "preset" },
      elements: [{ data: node("a"), position: { x: 10, y: 20 } }, { data: node("b"), position: { x: 200, y: 20 } }],
    });
    const fresh = cy.add(["c", "d", "e"].map((id) => ({ data: node(id) })));
    cy.add(["c", "d"].map((id) => ({ data: edge("a", id) })));
    cy.add({ data: edge("d", "e") });
    placeNew(cy, fresh);
    expect(cy.getElementById("a").position()).toEqual({ x: 10, y: 20 });
    const seen = new Set(cy.nodes().map((n) => `${Math.round(n.position("x"))} ${Math.round(n.position("y"))}`));
    expect(seen.size).toBe(5);
    expect(cy.nodes().some((n) => n.locked())).toBe(false);
  });

  test("of what is added are free, near what it was opened from, and away from the rest", () => {
    const taken = [{ x: 0, y: 0 }, { x: 300, y: 0 }, { x: 0, y: 200 }, { x: 0, y: -200 }];
    const places = vacant({ x: 300, y: 0 }, taken, 5);
    expect(places).toHaveLength(5);
    expect(crowded([...taken, ...places])).toBe(false);
    expect(places.every(({ x }) => x >= 200)).toBe(true);
  });

  test("in rings are as far out as steps from the middle", () => {
    const near = { a: ["b", "c"], b: ["a", "d"], c: ["a"], d: ["b"] };
    const places = rings("a", (id) => near[id]);
    const radius = (id) => Math.round(Math.hypot(places.get(id).x, places.get(id).y));
    expect([radius("a"), radius("b"), radius("c"), radius("d")]).toEqual([0, 150, 150, 300]);
  });

  test("around one thing leave room for names, side by side where there are many", () => {
    const turns = (count) => Array.from({ length: count }, (_, i) => (i * 2 * Math.PI) / count);
    const [few, many] = [placed(turns(8), 150), placed(turns(44), 150)];
    expect(crowded(few.places)).toBe(false);
    expect(crowded(many.places)).toBe(false);
    expect(many.radius).toBeLessThan(600); // on one ring they would need 850
  });

  test("in a wide rank are broken into lines, below what stands above", () => {
    const wide = Array.from({ length: 10 }, (_, i) => [`below${i}`, { x: i * 150, y: 100 }]);
    const places = ranked(new Map([["top", { x: 700, y: 0 }], ...wide]));
    const below = wide.map(([id]) => places.get(id));
    expect(crowded(below)).toBe(false);
    expect(new Set(below.map(({ y }) => y)).size).toBe(2);
    expect(Math.max(...below.map(({ x }) => x)) - Math.min(...below.map(({ x }) => x))).toBeLessThan(700);
    expect(below.every(({ y }) => y > places.get("top").y)).toBe(true);
  });

  test("come out the same each time", () => {
    const draw = () => withSeed(() => [Math.random(), Math.random()]);
    const original = Math.random;
    expect(draw()).toEqual(draw());
    expect(Math.random).toBe(original);
  });
});

describe("keyboard", () => {
  test("an arrow goes to the neighbour in that direction", () => {
    const places = [{ id: "right", x: 100, y: 10 }, { id: "up", x: 0, y: -50 }];
    expect(towards("ArrowRight", { x: 0, y: 0 }, places)).toBe("right");
    expect(towards("ArrowUp", { x: 0, y: 0 }, places)).toBe("up");
    expect(towards("ArrowLeft", { x: 0, y: 0 }, places)).toBe(null);
  });

  test("keys mean what the hint says, and the browser keeps its own", () => {
    expect(meaning({ key: "Enter" })).toBe("select");
    expect(meaning({ key: "Enter", shiftKey: true })).toBe("expand");
    expect(meaning({ key: "z", ctrlKey: true })).toBe("undo");
    expect(meaning({ key: "f", ctrlKey: true })).toBe(null);
    expect(meaning({ key: "Tab" })).toBe(null);
  });

  test("Page Down goes round", () => {
    expect(cycle(["a", "b"], "b", 1)).toBe("a");
    expect(cycle([], "b", 1)).toBe(null);
  });
});

describe("history", () => {
  test("takes back the last step first", () => {
    const [history, done] = [new History(), []];
    history.push("one", () => done.push(1));
    history.push("two", () => done.push(2));
    expect([history.undo(), history.undo(), history.undo()]).toEqual(["two", "one", null]);
    expect(done).toEqual([2, 1]);
  });
});

describe("texts", () => {
  const hostile = "<img src=x onerror=alert(1)>";

  test("from the data stay text in the legend", () => {
    const place = make("div");
    document.body.append(place);
    const looks = looksOf([node("a", hostile)]);
    drawLegend(place, { looks, found: counts([node("a", hostile)]), off: new Set(), toggle: () => {} });
    expect(place.querySelector("img")).toBe(null);
    expect(place.textContent).toBe(`${hostile} (1)`);
  });

  test("a legend box tells its kind", () => {
    const [place, told] = [make("div"), []];
    document.body.append(place);
    drawLegend(place, { looks: looksOf([node("a")]), found: counts([node("a")]), off: new Set(), toggle: (...args) => told.push(args) });
    place.querySelector("input").click();
    expect(told).toEqual([["Credential", false]]);
  });

  test("no source sets HTML from text", () => {
    for (const folder of ["src", "../../frontend"]) {
      for (const file of readdirSync(folder)) {
        expect(readFileSync(`${folder}/${file}`, "utf8")).not.toMatch(/\.(inner|outer)HTML|insertAdjacentHTML|document\.write/);
      }
    }
  });

  test("the picture's legend breaks into lines", () => {
    expect(flow([60, 60, 60], 130).map(({ line }) => line)).toEqual([0, 0, 1]);
  });
});
