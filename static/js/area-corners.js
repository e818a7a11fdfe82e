import { polygon } from "./editor/geometry.js";
import { cornersOf } from "./outline-of-area.js";

/** An area that came back, from an earlier picture or an earlier day, has the corners again that it was drawn with. */
class AreaCorners extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.editor = this.form.querySelector("mask-editor");
    this.listening = new AbortController();
    for (const name of ["mask-change", "click"]) this.form.addEventListener(name, () => this.take(), this.listening);
    customElements.whenDefined("mask-editor").then(() => this.listenTo(this.editor.drawing));
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  // The same area laid over itself changes no pixel, but its shape is let go of.
  listenTo(drawing) {
    drawing.addEventListener("shape", () => requestAnimationFrame(() => this.take()), { signal: this.listening.signal });
    this.take();
  }

  take() {
    const { drawing, tool, dataset } = this.editor;
    if (!tool || dataset.tool !== "outline" || tool.begun || tool.trace || drawing.shape || drawing.open) return;
    const points = cornersOf(drawing.bits);
    if (points) drawing.show(this.shape(points, drawing.bits));
  }

  // What lies under it is bare ground: moving a corner leaves nothing behind.
  shape(points, bits) {
    const raster = (emit) => polygon(points, bits.height, emit);
    return { tool: "outline", on: true, points, raster, base: new Map(bits.cleared) };
  }
}

customElements.define("area-corners", AreaCorners);
