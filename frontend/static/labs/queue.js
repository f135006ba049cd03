/** Work that cannot run side by side, such as the cases of several labs in one small window: it runs in order. */
export class Queue {
  /** The end of the last work. @type {Promise<unknown>} */
  #end = Promise.resolve();

  /** Run some work after all work before it, even if that failed. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  add(work) {
    const result = this.#end.then(work);
    this.#end = result.catch(() => {});
    return result;
  }
}
