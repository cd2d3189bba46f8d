// Two mounts of one editor. The server's own page makes a SparqlEditor by itself; Streamlit calls the default export at
// mount, on changed data and on a changed theme, always with the same parent.

import { SparqlEditor } from "./editor.js";

export { SparqlEditor };

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
