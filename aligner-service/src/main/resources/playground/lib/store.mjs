// One value that several parts of the page show and change.

export class Store {
  #value;
  #listeners = new Set();

  constructor(value) {
    this.#value = Object.freeze({ ...value });
  }

  get value() {
    return this.#value;
  }

  /** Changes some fields; who listens is told once, and not at all where nothing is another. */
  set(changes) {
    const changed = Object.keys(changes).filter((key) => changes[key] !== this.#value[key]);
    if (changed.length === 0) return;
    this.#value = Object.freeze({ ...this.#value, ...changes });
    for (const listener of this.#listeners) listener(this.#value, changed);
  }

  /** Calls it now and at each change. */
  watch(listener) {
    this.#listeners.add(listener);
    listener(this.#value, Object.keys(this.#value));
    return () => this.#listeners.delete(listener);
  }
}
