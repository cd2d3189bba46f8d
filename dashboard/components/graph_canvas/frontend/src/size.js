// Keeps the drawing in sight when the space for it changes: a hidden tab, a side bar, a turned phone.

const MUCH = 0.2;

/** Refit the canvas when its width changes much; returns the observer, to be disconnected. */
export function watchSize(canvas) {
  const { stage } = canvas.parts;
  let fitted = stage.clientWidth;
  const watcher = new ResizeObserver(() => {
    canvas.cy.resize();
    const now = stage.clientWidth;
    if (now === 0 || Math.abs(now - fitted) < MUCH * fitted) return;
    fitted = now;
    canvas.fit();
  });
  watcher.observe(stage);
  return watcher;
}

/** Keep the pointer's position right when anything scrolls; returns a function that stops this. */
export function watchScroll({ cy }) {
  const moved = () => cy.renderer().invalidateContainerClientCoordsCache();
  const options = { capture: true, passive: true }; // cytoscape looks no further than the shadow root
  window.addEventListener("scroll", moved, options);
  return () => window.removeEventListener("scroll", moved, options);
}
