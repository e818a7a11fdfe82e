import { sizeOnGround } from "./ground-size.js";

const PAUSE_MS = 120;
const WAITS_MS = [1500, 3000, 5000, 10000, 20000, 40000];

/** Says how large the area is, from the ground that the editor knows, while it is being drawn. */
class AreaSize extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.editor = this.form.querySelector("mask-editor");
    this.places = this.form.querySelectorAll("[data-size]");
    this.listening = new AbortController();
    for (const name of ["mask-change", "pointerup"]) this.form.addEventListener(name, () => this.later(), this.listening);
    customElements.whenDefined("mask-editor").then(() => this.later());
  }

  disconnectedCallback() {
    this.listening.abort();
    clearTimeout(this.timer);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE_MS);
  }

  show() {
    const { drawing, horizon } = this.editor;
    if (!drawing) return;
    if (drawing.open) return this.later();
    const marked = drawing.bits.count > 0;
    if (marked && !horizon.known) this.look();
    const words = marked && horizon.known ? this.words() : "";
    this.editor.toggleAttribute("data-sized", Boolean(words));
    for (const place of this.places) if (place.textContent !== words) place.textContent = words;
  }

  words() {
    const { drawing, horizon } = this.editor;
    const exact = drawing.shape;
    if (exact?.metres && drawing.alone) return this.size({ square: exact.square, long: exact.metres.length, short: exact.metres.depth });
    const size = sizeOnGround(drawing.bits, horizon.camera);
    if (!size) return "";
    return (horizon.sure ? this.dataset.about : this.dataset.roughly).replace("{size}", this.size(size));
  }

  size({ square, long, short }) {
    const form = long ? this.dataset.sides : this.dataset.square;
    const values = { long, short, square };
    return form.replace(/\{(\w+)\}/g, (_, name) => figure(values[name], name === "square" ? 10 : 20));
  }

  /** The camera is found a while after the photo came: the editor asks for it once, and here it is asked for again. */
  async look() {
    this.looking ??= WAITS_MS.values();
    if (this.waiting) return;
    this.waiting = true;
    const { ok, status } = await fetch(this.editor.dataset.groundUrl).catch(() => ({}));
    const wait = ok && status !== 204 ? null : this.looking.next().value;
    if (ok && status !== 204) await this.take();
    else if (wait) setTimeout(() => ((this.waiting = false), this.later()), wait);
  }

  async take() {
    const { horizon } = this.editor;
    if (!horizon.known) horizon.asked = null;
    await horizon.ask();
    this.later();
  }
}

/** With a decimal below `whole`, as one would say it. */
function figure(value, whole) {
  const digits = value < whole ? 1 : 0;
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
}

customElements.define("area-size", AreaSize);
