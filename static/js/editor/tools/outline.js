import { simplify, snap45 } from "../geometry.js";
import { polygonHandles, polygonShape, Tool } from "./tool.js";

const TRACE_PX = 8;
const SIMPLER_PX = 1.8;
const CLOSE_PX = { touch: 24, mouse: 12 };

export class OutlineTool extends Tool {
  constructor(editor) {
    super(editor);
    this.points = [];
    this.trace = null;
  }

  get begun() {
    return this.points.length > 0;
  }

  enable() {
    this.show();
  }

  disable() {
    this.finish();
    this.points = [];
  }

  down(point) {
    this.start = point;
    this.trace = null;
  }

  move(points) {
    const last = points.at(-1);
    if (!this.trace && Math.hypot(last.sx - this.start.sx, last.sy - this.start.sy) < TRACE_PX) return;
    if (!this.trace) this.settle();
    this.trace ??= [this.start];
    this.trace.push(...points);
    this.show();
  }

  up(point) {
    if (this.trace) return this.endTrace(point);
    if (this.editor.handles.putPicked(point, point)) return;
    if (this.points.length > 2 && this.near(point, this.points[0])) return this.close();
    if (this.points.length && this.near(point, this.points.at(-1), 0.4)) return;
    this.settle();
    this.points.push(this.snapped(point));
    this.show();
  }

  endTrace(point) {
    const traced = simplify(this.trace, SIMPLER_PX / this.editor.view.scale);
    this.points.push(...traced.map(({ x, y }) => ({ x, y })));
    this.trace = null;
    if (this.points.length > 3 && this.near(point, this.points[0], 2)) {
      this.points.pop();
      this.close();
    } else this.show();
  }

  settle() {
    if (!this.points.length) this.drawing.settle();
  }

  near(point, corner, factor = 1) {
    const at = this.editor.view.toScreen(corner);
    const reach = (CLOSE_PX[point.pointerType] ?? CLOSE_PX.mouse) * factor;
    return Math.hypot(at.x - point.sx, at.y - point.sy) <= reach;
  }

  snapped(point) {
    const { x, y } = point.shiftKey && this.points.length ? snap45(this.points.at(-1), point) : point;
    return { x, y };
  }

  hover(point) {
    if (!this.points.length || this.trace) return;
    this.ahead = point && this.snapped(point);
    this.show();
  }

  finish() {
    if (this.points.length < 3) return false;
    this.close();
    return true;
  }

  close() {
    const points = this.points;
    this.points = [];
    this.ahead = null;
    this.editor.offer("close-outline", false);
    this.drawing.settle();
    this.drawing.place(polygonShape("outline", points, this.adds, this.drawing.bits.height));
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
    if (!this.points.length) return false;
    this.points.pop();
    this.show();
    return true;
  }

  shape(shape) {
    this.points = [];
    this.editor.handles.show(polygonHandles(this.editor, shape));
  }

  show() {
    this.editor.offer("close-outline", this.points.length > 2);
    this.editor.showButtons();
    if (this.drawing.shape && !this.points.length && !this.trace) return;
    const line = [...this.points, ...(this.trace ?? (this.ahead ? [this.ahead] : []))];
    const lines = ["casing", "under", "over"].map((kind) => ({ points: line, kind }));
    this.editor.handles.show({ lines, points: this.points.map((at, i) => this.corner(at, i)) });
  }

  corner(at, i) {
    return {
      ...at,
      label: i ? this.editor.parts.text("point", { n: i + 1 }) : this.editor.parts.text("first-point"),
      press: i === 0 && this.points.length > 2 ? () => this.close() : undefined,
      move: ({ x, y }) => ((this.points[i] = { x, y }), this.show()),
      end: () => {},
      remove: () => (this.points.splice(i, 1), this.show()),
    };
  }
}
