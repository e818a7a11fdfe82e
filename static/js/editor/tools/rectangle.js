import { polygonHandles, polygonShape } from "./polygon.js";
import { Tool } from "./tool.js";

const DRAG_PX = 5;

/** Rectangle: drag from corner to corner, or click both; its four corners can then be moved apart. */
export class RectangleTool extends Tool {
  enable() {
    this.from = null;
  }

  disable() {
    this.from = null;
  }

  down(point) {
    this.dragging = false;
    this.start = point;
  }

  move(points) {
    const point = points.at(-1);
    this.dragging ||= Math.hypot(point.sx - this.start.sx, point.sy - this.start.sy) > DRAG_PX;
    if (this.dragging) this.draw(this.start, point, true);
  }

  up(point) {
    if (this.dragging) return this.drawing.commit();
    if (this.editor.handles.putPicked(point, point)) return;
    if (this.from) {
      this.draw(this.from, point, false);
      this.from = null;
      return;
    }
    this.drawing.settle();
    this.from = point;
    this.preview(point);
  }

  hover(point) {
    if (this.from && point) this.preview(point);
  }

  draw(a, b, live) {
    if (!this.drawing.history.open) this.drawing.settle();
    const points = this.corners(a, b);
    this.drawing.place(polygonShape("rectangle", points, this.adds, this.drawing.bits.height), { live });
  }

  corners(a, b) {
    const far = b.shiftKey ? square(a, b) : b;
    return [{ x: a.x, y: a.y }, { x: far.x, y: a.y }, { x: far.x, y: far.y }, { x: a.x, y: far.y }];
  }

  preview(point) {
    const points = this.corners(this.from, point);
    this.editor.handles.show({ lines: ["casing", "under", "over"].map((kind) => ({ points, kind, closed: true })) });
  }

  cancel() {
    this.drawing.rollback();
    if (this.from) this.editor.handles.hide();
    this.from = null;
  }

  undo() {
    const waiting = Boolean(this.from);
    if (waiting) this.cancel();
    return waiting;
  }

  shape(shape) {
    this.editor.handles.show(polygonHandles(this.editor, shape));
  }
}

function square(a, b) {
  const side = Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y));
  return { x: a.x + Math.sign(b.x - a.x) * side, y: a.y + Math.sign(b.y - a.y) * side };
}
