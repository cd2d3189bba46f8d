// The canvas' style sheet, made from Streamlit's theme.

/** One of the theme's values as the browser resolves it for this element. */
export function themeValue(element, name, otherwise) {
  const value = getComputedStyle(element).getPropertyValue(name).trim();
  return value && value !== "unset" ? value : otherwise;
}

/** The colours and the font that the canvas takes from the theme. */
export function themeOf(element) {
  return {
    text: themeValue(element, "--st-text-color", "#31333f"),
    ground: themeValue(element, "--st-background-color", "#ffffff"),
    line: themeValue(element, "--st-gray-color", "#83858c"),
    primary: themeValue(element, "--st-primary-color", "#ff4b4b"),
    font: themeValue(element, "--st-font", "sans-serif"),
  };
}

const words = (theme) => ({
  color: theme.text,
  "font-family": theme.font,
  "text-outline-color": theme.ground,
  "text-outline-width": 2.5,
});

function nodeStyle(theme, looks) {
  const look = (node) => looks.get(node.data("kind"));
  return {
    ...words(theme),
    label: "data(text)",
    shape: (node) => node.data("shape") ?? look(node).shape,
    "background-color": (node) => node.data("color") ?? look(node).color,
    width: 30,
    height: 30,
    "font-size": 14,
    "min-zoomed-font-size": 6,
    "text-valign": "bottom",
    "text-margin-y": 4,
    "text-wrap": "wrap",
    "text-max-width": 115,
  };
}

function edgeStyle(theme) {
  return {
    ...words(theme),
    width: 1.4,
    "line-color": theme.line,
    "target-arrow-color": theme.line,
    "target-arrow-shape": "triangle",
    "arrow-scale": 0.9,
    "curve-style": "bezier",
    "font-size": 12,
    "min-zoomed-font-size": 6,
    "text-rotation": "autorotate",
    "text-wrap": "ellipsis",
    "text-max-width": 130,
  };
}

/** The rules, the later ones stronger. */
export function styleSheet(theme, looks) {
  return [
    { selector: "core", style: { "active-bg-opacity": 0, "selection-box-opacity": 0 } },
    { selector: "node", style: nodeStyle(theme, looks) },
    { selector: "edge", style: edgeStyle(theme) },
    { selector: "edge[?upward]", style: { "target-arrow-shape": "none", "source-arrow-shape": "triangle", "source-arrow-color": theme.line } },
    { selector: "edge.named, edge.hot", style: { label: "data(label)" } },
    { selector: "edge.hot", style: { width: 2.4, "min-zoomed-font-size": 0 } },
    { selector: ".dim", style: { opacity: 0.2 } },
    { selector: "node.path", style: { "border-width": 4, "border-color": theme.primary } },
    { selector: "edge.path", style: { width: 4, "line-color": theme.primary, "target-arrow-color": theme.primary, "source-arrow-color": theme.primary, label: "data(label)" } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": theme.text, "font-weight": "bold", "z-index": 20 } },
    { selector: "node.focus", style: { "underlay-color": theme.primary, "underlay-opacity": 0.55, "underlay-padding": 9, "z-index": 30 } },
    { selector: ".hidden", style: { display: "none" } },
  ];
}
