import { encodePng } from "./png.js";

const PAUSE_MS = 150;

/** Keeps the form's file input filled with the area as a PNG, and holds a submit back until it is. */
export class FormFile {
  constructor(input, drawing, background, finish) {
    Object.assign(this, { input, drawing, background, finish, file: null, png: null, running: null, stale: true, timer: 0 });
    drawing.addEventListener("step", () => this.later());
  }

  listen(form) {
    this.form = form;
    form?.addEventListener("submit", this, { capture: true });
  }

  stop() {
    clearTimeout(this.timer);
    this.form?.removeEventListener("submit", this, { capture: true });
  }

  later() {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.make(), PAUSE_MS);
  }

  /** The area as a PNG file, or null when nothing is marked. */
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
    this.png = await this.background
      .run("encode", { width, height, stride, data: copy }, [copy.buffer])
      .catch(async () => (await encodePng(this.drawing.bits)).buffer);
    this.file = count ? new File([this.png], "area.png", { type: "image/png" }) : null;
    const holder = new DataTransfer();
    if (this.file) holder.items.add(this.file);
    this.input.files = holder.files;
    this.drawing.dispatchEvent(new Event("file"));
  }

  async handleEvent(event) {
    this.finish();
    if (!this.stale && !this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.fresh();
    this.form.requestSubmit(event.submitter);
  }
}
