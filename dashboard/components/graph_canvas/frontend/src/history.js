// The last things done on the canvas, so that each can be taken back.

const KEPT = 50;

export class History {
  #steps = [];

  /** Remember how to take back what was just done. */
  push(say, undo) {
    this.#steps.push({ say, undo });
    if (this.#steps.length > KEPT) this.#steps.shift();
  }

  /** Take the last step back; returns the sentence that says so, or null if there is no step. */
  undo() {
    const step = this.#steps.pop();
    if (!step) return null;
    step.undo();
    return step.say;
  }

  get size() {
    return this.#steps.length;
  }

  clear() {
    this.#steps = [];
  }
}
