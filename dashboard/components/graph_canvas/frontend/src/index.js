// Streamlit calls this at mount, on changed data and on a changed theme, always with the same parent.

import { GraphCanvas } from "./canvas.js";

const mounted = new WeakMap();

export default function graphCanvas({ parentElement, data, setTriggerValue }) {
  let canvas = mounted.get(parentElement);
  if (!canvas) {
    canvas = new GraphCanvas(parentElement.querySelector(".graph-canvas"));
    mounted.set(parentElement, canvas);
  }
  canvas.send = (event) => setTriggerValue("event", event);
  canvas.update(data);
  return () => {
    canvas.close();
    mounted.delete(parentElement);
  };
}
