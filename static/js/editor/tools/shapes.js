import { apart, polygon, simplify, snap45, turned } from "../geometry.js";
import { Tool } from "./paint.js";

const MANY = 14;
const TRACE_PX = 8;
const SIMPLER_PX = 1.8;
const CLOSE_PX = { touch: 24 };
const CLOSE_BY_OTHERS_PX = 12;

export function threefold(points, closed) {
  return ["casing", "under", "over"].map((kind) => ({ kind, points, closed }));
}

class PolygonTool extends Tool {
  place(points, { on = this.adds, live = false } = {}) {
    const raster = (emit) => polygon(points, this.drawing.bits.height, emit);
    this.drawing.place({ tool: this.name, points, on, raster }, { live });
  }

  shape({ points, on }) {
    const { editor, drawing } = this;
    const change = (next) => this.place(next, { on, live: true });
    const end = () => drawing.commit();
    const corners = points.map((at, i) => ({
      ...at,
      end,
      label: editor.text("point", { n: i + 1 }),
      kind: points.length > MANY ? "small" : "corner",
      move: (to) => change(points.with(i, to)),
      remove: points.length > 3 ? () => (change(points.toSpliced(i, 1)), end()) : null,
    }));
    const middle = { x: mean(points, "x"), y: mean(points, "y") };
    const move = ({ x, y }) => change(points.map((p) => ({ x: p.x + x - middle.x, y: p.y + y - middle.y })));
    const whole = { ...middle, end, label: editor.text("move"), kind: "move", move };
    editor.handles.show({ points: [...corners, whole] });
  }
}

const mean = (points, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;

class OutlineTool extends PolygonTool {
  points = [];

  get begun() {
    return this.points.length > 0;
  }

  enable() {
    this.show();
  }

  disable() {
    this.finish();
    this.escape();
  }

  down(point) {
    this.start = point;
    this.trace = null;
  }

  move(points) {
    if (!this.trace) {
      if (points.at(-1).moved < TRACE_PX) return;
      this.settle();
      this.trace = [this.start];
    }
    this.trace.push(...points);
    this.show();
  }

  up(point) {
    if (this.trace) return this.endTrace(point);
    if (this.editor.handles.putPicked(point)) return;
    if (this.points.length > 2 && this.near(point, this.points[0])) return this.close();
    if (this.points.length && this.near(point, this.points.at(-1), 0.4)) return;
    this.settle();
    this.points.push(this.snapped(point));
    this.show();
  }

  endTrace(point) {
    this.points.push(...simplify(this.trace, SIMPLER_PX / this.editor.view.scale).map(({ x, y }) => ({ x, y })));
    this.trace = null;
    if (this.points.length > 3 && this.near(point, this.points[0], 2)) {
      this.points.pop();
      this.close();
    } else this.show();
  }

  settle() {
    if (!this.begun) this.drawing.settle();
  }

  near(point, corner, factor = 1) {
    const reach = CLOSE_PX[point.pointerType] ?? CLOSE_BY_OTHERS_PX;
    return apart(point, corner) * this.editor.view.scale <= reach * factor;
  }

  snapped(point) {
    const { x, y } = point.shiftKey && this.begun ? snap45(this.points.at(-1), point) : point;
    return { x, y };
  }

  hover(point) {
    if (!this.begun || this.trace) return;
    this.ahead = point && this.snapped(point);
    this.show();
  }

  finish() {
    if (this.points.length > 2) this.close();
  }

  close() {
    const { points } = this;
    this.escape();
    this.drawing.settle();
    this.place(points);
  }

  cancel() {
    this.trace = null;
    this.show();
  }

  escape() {
    this.points = [];
    this.ahead = null;
    this.cancel();
  }

  undo() {
    const point = this.points.pop();
    if (point) this.show();
    return point;
  }

  shape(shape) {
    this.points = [];
    super.shape(shape);
  }

  show() {
    this.editor.offer("done", this.points.length > 2);
    this.editor.showButtons();
    if (this.drawing.shape && !this.begun && !this.trace) return;
    const ahead = this.trace ?? (this.ahead ? [this.ahead] : []);
    const points = this.points.map((at, i) => this.corner(at, i));
    this.editor.handles.show({ lines: threefold([...this.points, ...ahead]), points });
  }

  corner(at, i) {
    return {
      ...at,
      label: i ? this.editor.text("point", { n: i + 1 }) : this.editor.text("first-point"),
      press: i === 0 && this.points.length > 2 ? () => this.close() : null,
      move: (to) => ((this.points[i] = to), this.show()),
      remove: () => (this.points.splice(i, 1), this.show()),
    };
  }
}

class RectangleTool extends PolygonTool {
  get begun() {
    return Boolean(this.from);
  }

  enable() {
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
    this.dragging ||= point.dragged;
    if (this.dragging) this.draw(this.start, point, true);
  }

  up(point) {
    if (this.dragging) return this.drawing.commit();
    if (this.editor.handles.putPicked(point)) return;
    if (this.from) {
      this.draw(this.from, point, false);
      this.from = null;
      return;
    }
    this.drawing.settle();
    this.from = point;
    this.hover(point);
  }

  hover(point) {
    this.editor.showButtons();
    if (this.from && point) this.editor.handles.show({ lines: threefold(this.corners(this.from, point), true) });
  }

  draw(a, b, live) {
    if (!this.drawing.open) this.drawing.settle();
    this.place(this.corners(a, b), { live });
  }

  corners(a, b) {
    return (this.editor.option("perspective") && this.cornersOnGround(a, b)) || this.cornersOnScreen(a, b);
  }

  // Above the horizon there is no ground.
  cornersOnGround(a, b) {
    const { camera, sure } = this.editor.horizon;
    const [from, to] = [camera.ground(a), camera.ground(b)];
    if (!sure || !from || !to) return null;
    const { x, y } = turned({ x: to.x - from.x, y: to.y - from.y }, -camera.along);
    const [c, d] = [{ x, y: 0 }, { x: 0, y }].map((side) => camera.project(turned(side, camera.along, from)));
    return c && d && [a, c, b, d];
  }

  cornersOnScreen(a, b) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    const [x, y] = b.shiftKey ? [a.x + Math.sign(dx) * side, a.y + Math.sign(dy) * side] : [b.x, b.y];
    return [a, { x, y: a.y }, { x, y }, { x: a.x, y }];
  }

  cancel() {
    super.cancel();
    if (this.from) this.editor.handles.show({});
    this.from = null;
  }

  undo() {
    const { from } = this;
    if (from) this.cancel();
    return from;
  }
}

export { OutlineTool as outline, RectangleTool as rectangle };
