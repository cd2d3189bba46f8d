// Streamlit calls this at mount, on changed data and on a changed theme, always with the same parent.

import { SparqlEditor } from "./editor.js";

const mounted = new WeakMap();

export default function sparqlEditor({ parentElement, data, setStateValue, setTriggerValue }) {
  let editor = mounted.get(parentElement);
  if (!editor) {
    editor = new SparqlEditor(parentElement.querySelector(".sparql-editor"), data);
    mounted.set(parentElement, editor);
  }
  editor.report = (typed) => setStateValue("typed", typed);
  editor.run = (text) => setTriggerValue("run", text);
  editor.update(data);
  return () => {
    editor.close();
    mounted.delete(parentElement);
  };
}
