/** Jobs for the worker, answered by promises; a worker that fails to start fails its jobs. */
export class Background {
  constructor(url) {
    this.waiting = new Map();
    this.next = 1;
    this.worker = new Worker(url, { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.settle(data));
    this.worker.addEventListener("error", () => {
      for (const id of [...this.waiting.keys()]) this.settle({ id, error: "worker" });
    });
  }

  run(name, job, transfer = []) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, job }, transfer);
    });
  }

  settle({ id, result, error }) {
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (error) reject?.(Object.assign(new Error(error), { code: error }));
    else resolve?.(result);
  }

  stop() {
    this.worker.terminate();
  }
}
