// Keeps the drawing in sight when the place for it changes: a hidden tab, a side bar, a turned phone.

const MUCH = 0.2;

/** Refit the canvas when its width changes much; the observer is returned to be disconnected. */
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
