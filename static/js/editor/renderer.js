import { union } from "./bits.js";
import { Marks } from "./marks.js";

/** Two canvases of the view's size: the photo, and the mark over it. At most one repaint a frame. */
export class Renderer {
  constructor(photoCanvas, markCanvas, { photo, view, bits }) {
    Object.assign(this, { photo, view, bits });
    this.photoContext = photoCanvas.getContext("2d");
    this.markContext = markCanvas.getContext("2d");
    this.marks = new Marks(bits);
    this.photoDue = false;
    this.markDue = null;
    this.frame = 0;
    this.painted = null;
    view.addEventListener("change", () => this.invalidate());
    photo.addEventListener("change", () => this.invalidate());
  }

  /** Without hatching, lines drawn over the area are easier to read. */
  set hatched(on) {
    if (on === this.marks.hatched) return;
    this.marks.hatched = on;
    this.invalidateMark(null);
  }

  resize() {
    const { width, height, ratio } = this.view;
    const size = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    for (const { canvas } of [this.photoContext, this.markContext]) [canvas.width, canvas.height] = size;
    this.marks.resize(...size, ratio);
    this.painted = null;
    this.invalidate();
  }

  invalidate() {
    this.photoDue = true;
    this.invalidateMark(null);
  }

  /** Asks for the mark in `box` (photo pixels) to be painted again; null means everywhere. */
  invalidateMark(box) {
    this.markDue = box && this.markDue !== "all" ? union(this.markDue, box) : "all";
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.frame = 0;
    if (!this.marks.image) return;
    if (this.photoDue) this.photo.paint(this.photoContext, this.view);
    if (this.markDue) this.paintMark(this.markDue);
    this.photoDue = false;
    this.markDue = null;
  }

  paintMark(due) {
    const marked = this.toDevice(this.bits.bounds);
    const box = due === "all" ? marked : this.toDevice(due);
    if (due === "all" && this.painted) {
      const { x0, y0, x1, y1 } = this.painted;
      this.markContext.clearRect(x0, y0, x1 - x0, y1 - y0);
    }
    this.painted = due === "all" ? marked : union(this.painted, box);
    if (!box) return;
    this.marks.paint(this.view, box);
    this.markContext.putImageData(this.marks.image, 0, 0, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  }

  // Photo pixels to whole device pixels, with room for the casing, cut to the canvas; null when nothing is left.
  toDevice(box) {
    if (!box) return null;
    const { scale, ratio, x, y } = this.view;
    const { canvas } = this.markContext;
    const room = this.marks.reach + 1;
    const x0 = Math.max(0, Math.floor((box.x0 * scale + x) * ratio) - room);
    const y0 = Math.max(0, Math.floor((box.y0 * scale + y) * ratio) - room);
    const x1 = Math.min(canvas.width, Math.ceil((box.x1 * scale + x) * ratio) + room);
    const y1 = Math.min(canvas.height, Math.ceil((box.y1 * scale + y) * ratio) + room);
    return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
  }
}
