// Colours and fonts from Streamlit's theme variables, for light and dark alike.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colour = (name, otherwise) => `var(--st-${name}, ${otherwise})`;

const highlights = HighlightStyle.define([
  { tag: tags.keyword, color: colour("violet-text-color", "#583f84"), fontWeight: "600" },
  { tag: tags.variableName, color: colour("blue-text-color", "#0054a3") },
  { tag: [tags.string, tags.annotation], color: colour("green-text-color", "#158237") },
  { tag: [tags.number, tags.bool], color: colour("orange-text-color", "#b35a00") },
  { tag: [tags.namespace, tags.typeName], color: colour("text-color", "#31333f") },
  { tag: tags.url, color: colour("link-color", "#0068c9") },
  { tag: tags.comment, color: colour("gray-text-color", "#555867"), fontStyle: "italic" },
]);

const panel = {
  border: `1px solid ${colour("border-color", "#ccc")}`,
  borderRadius: "6px",
  background: colour("background-color", "#fff"),
  color: colour("text-color", "#31333f"),
};

const theme = EditorView.theme({
  "&": { ...panel, borderRadius: colour("base-radius", "8px"), fontSize: "14px" },
  "&.cm-focused": { outline: `2px solid ${colour("primary-color", "#ff4b4b")}`, outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: colour("code-font", "monospace"), lineHeight: "1.55" },
  ".cm-content": { caretColor: colour("text-color", "#31333f") },
  ".cm-cursor": { borderLeftColor: colour("text-color", "#31333f") },
  ".cm-gutters": { background: colour("secondary-background-color", "#f0f2f6"), color: colour("text-color", "#31333f"), border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { background: `color-mix(in srgb, ${colour("primary-color", "#888")} 7%, transparent)` },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: `color-mix(in srgb, ${colour("blue-color", "#1c83e1")} 30%, transparent) !important`,
  },
  ".cm-tooltip": { ...panel, boxShadow: "0 4px 16px rgb(0 0 0 / 20%)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: colour("code-font", "monospace"), maxHeight: "16em", maxWidth: "min(440px, 92vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: `${colour("secondary-background-color", "#e8eaf0")} !important`,
    color: `${colour("text-color", "#31333f")} !important`,
    boxShadow: `inset 3px 0 ${colour("primary-color", "#ff4b4b")}`,
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: 0.8, fontFamily: colour("font", "sans-serif") },
  ".cm-diagnosticAction": { ...panel, padding: "4px 8px", cursor: "pointer", font: "inherit" },
  ".cm-panels": { background: colour("secondary-background-color", "#f0f2f6"), color: colour("text-color", "#31333f") },
});

export const look = [syntaxHighlighting(highlights), theme];
