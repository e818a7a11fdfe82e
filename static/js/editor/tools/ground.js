import { polygon } from "../geometry.js";
import { area, dimensions, mesh, shapeLine, turned } from "../ground.js";
import { Tool } from "./tool.js";

const SMALLEST_M = 0.5;
const LARGEST_M = 60;
const DRAG_PX = 5;
const HANDLE_PX = 48;
const RISE_PX = 24;
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
const DEGREES = 180 / Math.PI;

export class GroundTool extends Tool {
  get camera() {
    return this.editor.horizon.camera;
  }

  get mine() {
    const { shape } = this.drawing;
    return shape?.tool === "ground" ? shape : null;
  }

  get alone() {
    const { shape, bits } = { shape: this.mine, bits: this.drawing.bits };
    if (!shape) return false;
    return bits.counts.every((count, tile) => !count || shape.base.get(tile) === 0);
  }

  enable() {
    this.editor.say("ground-hint");
    this.editor.horizon.ask();
  }

  disable() {
    this.editor.horizon.hide();
    this.editor.say("");
  }

  down(point) {
    this.start = point;
    this.grabbed = this.mine?.metres;
    this.dragging = false;
  }

  move(points) {
    const point = points.at(-1);
    this.dragging ||= Math.hypot(point.sx - this.start.sx, point.sy - this.start.sy) > DRAG_PX;
    if (!this.dragging || !this.grabbed) return;
    const [from, to] = [this.camera.ground(this.start), this.camera.ground(point)];
    if (from && to) this.change({ x: this.grabbed.x + to.x - from.x, y: this.grabbed.y + to.y - from.y }, this.grabbed);
  }

  up(point) {
    if (this.dragging && this.grabbed) return this.drawing.commit();
    if (this.editor.handles.putPicked(point, point)) return;
    const at = this.camera.ground(point);
    if (!at) return this.editor.say("above-horizon");
    if (!this.mine) this.drawing.settle();
    this.change(at, this.mine?.metres ?? this.asked());
    this.drawing.commit();
    this.editor.say("");
  }

  cancel() {
    this.drawing.rollback();
  }

  finish() {
    if (!this.mine) return false;
    this.drawing.settle();
    return true;
  }

  changed(option, final) {
    if (option === "horizon") return this.editor.horizon.toggle(this.editor.parts.option("horizon"));
    if (!this.mine || !["shape", "length", "depth", "turn"].includes(option)) return;
    this.change(this.asked(), this.mine.metres);
    if (final) this.drawing.commit();
  }

  asked() {
    const number = (name, low, high, otherwise) => {
      const value = parseFloat(this.editor.parts.option(name).replace(",", "."));
      return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
    };
    return {
      form: this.editor.parts.option("shape"),
      length: number("length", SMALLEST_M, LARGEST_M, this.mine?.metres.length ?? 8),
      depth: number("depth", SMALLEST_M, LARGEST_M, this.mine?.metres.depth ?? 4),
      turn: number("turn", -360, 360, 0) / DEGREES + this.camera.along,
    };
  }

  change(part, metres) {
    const next = { ...metres, ...part };
    const { camera } = this;
    const line = shapeLine(next);
    const points = camera.outline(line);
    const raster = (emit) => points.length > 2 && polygon(points, this.drawing.bits.height, emit);
    const { width, height } = this.drawing.bits;
    const whole = points.length >= line.length && points.every(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
    const xs = line.map(({ x }) => x);
    const across = Math.round((Math.max(...xs) - Math.min(...xs)) * 100) / 100;
    const shape = { tool: "ground", on: true, metres: next, camera, square: area(line), across, whole, points, raster };
    this.drawing.place(shape, { live: true });
  }

  /** The camera was changed under the shape: it stays where it is on the ground. */
  moved(final) {
    if (!this.mine) return;
    this.change({}, this.mine.metres);
    if (final) this.drawing.commit();
  }

  shape(shape) {
    const { metres, camera, points } = shape;
    this.fillFields(metres);
    const lines = [
      ...mesh(metres).map((pair) => ({ kind: "mesh", points: pair.map((p) => camera.project(p)) })),
      ...["casing", "under", "over"].map((kind) => ({ kind, points, closed: true })),
    ];
    const { marks, ticks, figures } = dimensions(metres, camera, RISE_PX / this.editor.view.scale, (value) => this.editor.parts.text("metres", { n: this.editor.parts.number(value, 1) }));
    lines.push({ kind: "measure", points: marks, ticks });
    this.editor.handles.show({ lines, figures, points: this.handles(shape) });
  }

  fillFields({ form, length, depth, turn }) {
    this.editor.parts.setOption("shape", form);
    const show = (name, value, digits) => {
      const field = this.editor.parts.fields(name)[0];
      if (field !== document.activeElement) field.value = this.editor.parts.number(value, digits);
    };
    show("length", length, 1);
    show("depth", depth, 1);
    show("turn", (turn - this.camera.along) * DEGREES, 0);
  }

  handles({ metres, camera }) {
    const end = () => this.drawing.commit();
    const corner = ([a, b], i) => ({
      ...camera.project(turned({ x: (a * metres.length) / 2, y: (b * metres.depth) / 2 }, metres.turn, metres)),
      label: this.editor.parts.text("corner", { n: i + 1 }),
      end,
      move: (point) => this.resize(point, metres, a, b),
    });
    const apart = (HANDLE_PX / this.editor.view.scale) * (camera.depth(metres) / camera.focal);
    const turn = {
      ...camera.project(turned({ x: metres.length / 2 + apart, y: 0 }, metres.turn, metres)),
      kind: "turn", label: this.editor.parts.text("turn"), end,
      move: (point) => this.turn(point, metres),
    };
    const middle = {
      ...camera.project(metres),
      kind: "move", icon: this.editor.parts.icon("move"), label: this.editor.parts.text("move"), end,
      move: (point) => this.onGround(point, (at) => this.change(at, metres)),
    };
    return [...CORNERS.map(corner), turn, middle].filter((handle) => Number.isFinite(handle.x));
  }

  onGround(point, act) {
    const at = this.camera.ground(point);
    if (at && Math.hypot(at.x, at.y) < 4 * LARGEST_M) act(at);
  }

  resize(point, metres, a, b) {
    this.onGround(point, (at) => {
      const fixed = turned({ x: (-a * metres.length) / 2, y: (-b * metres.depth) / 2 }, metres.turn, metres);
      const diagonal = turned({ x: at.x - fixed.x, y: at.y - fixed.y }, -metres.turn);
      const size = (value, sign) => Math.min(LARGEST_M, Math.max(SMALLEST_M, Math.round(value * sign * 10) / 10));
      const [length, depth] = [size(diagonal.x, a), size(diagonal.y, b)];
      const centre = turned({ x: (a * length) / 2, y: (b * depth) / 2 }, metres.turn, fixed);
      this.change({ ...centre, length, depth }, metres);
    });
  }

  turn(point, metres) {
    this.onGround(point, (at) => {
      const angle = Math.atan2(at.y - metres.y, at.x - metres.x) - this.camera.along;
      this.change({ turn: Math.round(angle * DEGREES) / DEGREES + this.camera.along }, metres);
    });
  }
}
