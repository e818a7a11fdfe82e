import { turned } from "../ground.js";
import { polygonHandles, polygonShape, Tool } from "./tool.js";

const DRAG_PX = 5;

export class RectangleTool extends Tool {
  enable() {
    this.from = null;
    this.editor.horizon.ask();
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
    return (this.editor.parts.option("perspective") && this.cornersOnGround(a, b)) || this.cornersOnScreen(a, b);
  }

  // Square to the house, as far as the camera is known; above the horizon there is no ground to lie on.
  cornersOnGround(a, b) {
    const { camera, sure } = this.editor.horizon;
    const [from, to] = [camera.ground(a), camera.ground(b)];
    if (!sure || !from || !to) return null;
    const sides = turned({ x: to.x - from.x, y: to.y - from.y }, -camera.along);
    const beside = [turned({ x: sides.x, y: 0 }, camera.along, from), turned({ x: 0, y: sides.y }, camera.along, from)];
    const [c, d] = beside.map((point) => camera.project(point));
    return c && d && [{ x: a.x, y: a.y }, c, { x: b.x, y: b.y }, d];
  }

  cornersOnScreen(a, b) {
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
