import { Bits } from "./bits.js";
import { encodePng } from "./png.js";

const PAUSE_MS = 150;

export class Background {
  constructor(url) {
    this.waiting = [];
    this.worker = new Worker(url, { type: "module" });
    this.worker.onmessage = ({ data }) => this.settle(data);
    this.worker.onerror = () => this.waiting.forEach((_, id) => this.settle({ id, error: "worker" }));
  }

  run(name, job, transfer = []) {
    return new Promise((resolve, reject) => {
      const id = this.waiting.push({ resolve, reject }) - 1;
      this.worker.postMessage({ id, name, job }, transfer);
    });
  }

  settle({ id, result, error }) {
    const { resolve, reject } = this.waiting[id] ?? {};
    delete this.waiting[id];
    if (error) reject?.(new Error(error));
    else resolve?.(result);
  }
}

/** Keeps the form's file input filled with the area as a PNG, and holds a submit back until it is. */
export class FormFile {
  constructor(input, drawing, background, finish) {
    Object.assign(this, { input, drawing, background, finish, file: null, made: 0, stale: true });
    drawing.addEventListener("step", () => this.later());
  }

  listen(signal) {
    this.form = this.input.form;
    this.form?.addEventListener("submit", (event) => this.submit(event), { capture: true, signal });
  }

  later() {
    this.stale = true;
    clearTimeout(this.timer);
    // Not in the middle of the next stroke: its moves come first.
    this.timer = setTimeout(() => (this.drawing.history.open ? this.later() : this.make()), PAUSE_MS);
  }

  async fresh() {
    this.finish();
    while (this.stale || this.running) await this.make();
    return this.file;
  }

  make() {
    this.running ??= this.encode().finally(() => (this.running = null));
    return this.running;
  }

  async encode() {
    clearTimeout(this.timer);
    this.stale = false;
    const { width, height, stride, data, count } = this.drawing.bits;
    const copy = data.slice();
    const png = await this.background
      .run("encode", { width, height, stride, data: copy }, [copy.buffer])
      .catch(() => encodePng(this.drawing.bits));
    this.file = count ? new File([png], "area.png", { type: "image/png" }) : null;
    const holder = new DataTransfer();
    if (this.file) holder.items.add(this.file);
    this.input.files = holder.files;
    this.made++;
    this.drawing.dispatchEvent(new Event("file"));
  }

  async submit(event) {
    this.finish();
    if (!this.stale && !this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.fresh();
    this.form.requestSubmit(event.submitter);
  }
}

export class Uploads {
  constructor(editor, input) {
    Object.assign(this, { editor, input });
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (file) this.take(file);
      input.value = "";
    });
  }

  async reuse(url) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) await this.take(await answer.blob());
    else this.editor.say("last-failed");
  }

  async take(blob) {
    try {
      const { bits, reshaped } = await this.read(blob);
      if (!bits.data.some(Boolean)) return this.editor.say("upload-empty");
      this.editor.drawing.replace(bits);
      this.editor.say(reshaped ? "upload-reshaped" : "upload-done");
    } catch {
      this.editor.say("upload-unreadable");
    }
  }

  async read(blob) {
    const { width, height } = this.editor.drawing.bits;
    const { data, reshaped } = await this.editor.background.run("read", { blob, width, height });
    const bits = new Bits(width, height);
    bits.data.set(data);
    return { bits, reshaped };
  }
}
