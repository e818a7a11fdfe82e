import { apart, area, Camera, clamp, CORNERS, dimensions, mesh, pointOf, polygon, shapeLine, snapTurn, turned } from "../geometry.js";
import { Handles } from "../view.js";
import { Tool } from "./paint.js";
import { threefold } from "./shapes.js";

const SURE = 0.3;
const SMALLEST_M = 0.5;
const LARGEST_M = 60;
const FARTHEST_M = 240;
const RADIAN_PX = 70;
const RISE_PX = 24;
const DEGREES = 180 / Math.PI;

/** The server's estimate, else a level camera; put right by dragging the horizon. */
export class Horizon {
  constructor(editor) {
    Object.assign(this, { editor, known: false, touched: false, shown: false });
    this.handles = new Handles(editor, "horizon-line", "horizon-handles");
    this.camera = new Camera(editor.drawing.bits);
  }

  ask() {
    this.asked ??= this.fetch().catch(() => {});
    return this.asked.then(() => this.offer());
  }

  async fetch() {
    const answer = await fetch(this.editor.dataset.groundUrl);
    if (answer.status !== 200) return;
    const { focal_px: focal, pitch_deg: pitch, roll_deg: roll, yaw_deg: yaw, confidence } = await answer.json();
    if (this.touched) return;
    this.camera = new Camera({ ...this.camera, focal, pitch, roll, yaw, confidence });
    this.known = true;
    if (this.sure) this.toggle(false);
    this.editor.cameraChanged(true);
  }

  get sure() {
    return this.known && this.camera.confidence >= SURE;
  }

  offer() {
    if (this.editor.tool !== this.editor.tools.ground || this.touched || this.camera.confidence >= SURE) return;
    this.editor.say("horizon-hint");
    this.toggle(true);
  }

  toggle(shown) {
    this.shown = shown;
    this.editor.setOption("horizon", shown);
    this.show();
  }

  show() {
    if (!this.shown) return this.handles.show({});
    const { width } = this.camera;
    const [left, right] = [this.camera.horizon(0), this.camera.horizon(width)];
    const handle = (share, label, move) => {
      const y = left + (right - left) * share;
      const end = () => this.editor.cameraChanged(true);
      return { x: width * share, y, kind: "turn", label: this.editor.text(label), move: (to) => this.set(...move(to.y - y)), end };
    };
    this.handles.show({
      lines: [{ kind: "horizon", points: [{ x: 0, y: left }, { x: width, y: right }] }],
      points: [
        handle(0.08, "horizon-left", (dy) => [left + dy / 0.92, right]),
        handle(0.5, "horizon-middle", (dy) => [left + dy, right + dy]),
        handle(0.92, "horizon-right", (dy) => [left, right + dy / 0.92]),
      ],
    });
  }

  set(left, right) {
    this.camera = this.camera.withHorizon(left, right);
    this.touched = this.known = true;
    this.show();
    this.editor.cameraChanged(false);
  }

  get sent() {
    const { focal, pitch, roll } = this.camera;
    const [focal_px, pitch_deg, roll_deg] = [focal, pitch, roll].map((value) => Math.round(value * 1000) / 1000);
    return JSON.stringify({ focal_px, pitch_deg, roll_deg });
  }
}

class GroundTool extends Tool {
  get camera() {
    return this.editor.horizon.camera;
  }

  get mine() {
    const { shape } = this.drawing;
    return shape?.metres && shape;
  }

  enable() {
    this.editor.say("ground-hint");
    this.editor.horizon.ask();
  }

  disable() {
    this.editor.horizon.toggle(false);
  }

  down(point) {
    this.start = point;
    this.grabbed = this.mine?.metres;
    this.dragging = false;
  }

  move(points) {
    const { start, grabbed } = this;
    const point = points.at(-1);
    this.dragging ||= point.dragged;
    if (!this.dragging || !grabbed) return;
    const [from, to] = [this.camera.ground(start), this.camera.ground(point)];
    if (from && to) this.change({ x: grabbed.x + to.x - from.x, y: grabbed.y + to.y - from.y }, grabbed);
  }

  up(point) {
    if (this.dragging && this.grabbed) return this.drawing.commit();
    if (this.editor.handles.putPicked(point)) return;
    const at = this.camera.ground(point);
    if (!at) return this.editor.say("above-horizon");
    if (!this.mine) this.drawing.settle();
    this.change(at, this.mine?.metres ?? this.asked());
    this.drawing.commit();
    this.editor.say("");
  }

  finish() {
    if (this.mine) this.drawing.settle();
  }

  changed(option, final) {
    if (option === "horizon") this.editor.horizon.toggle(this.editor.option("horizon"));
    else this.moved(final, this.asked());
  }

  moved(final, part = {}) {
    if (!this.mine) return;
    this.change(part, this.mine.metres);
    if (final) this.drawing.commit();
  }

  asked() {
    const number = (name, low, high, otherwise) => {
      const value = parseFloat(this.editor.option(name).replace(",", "."));
      return Number.isFinite(value) ? clamp(value, low, high) : otherwise;
    };
    const { length = 8, depth = 4 } = this.mine?.metres ?? {};
    return {
      form: this.editor.option("shape"),
      length: number("length", SMALLEST_M, LARGEST_M, length),
      depth: number("depth", SMALLEST_M, LARGEST_M, depth),
      turn: number("turn", -360, 360, 0) / DEGREES + this.camera.along,
    };
  }

  change(part, before) {
    const { camera } = this;
    const { width, height } = this.drawing.bits;
    const metres = { ...before, ...part };
    const line = shapeLine(metres);
    const points = camera.outline(line);
    const whole = points.length >= line.length && points.every(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
    const xs = line.map(({ x }) => x);
    const across = Math.round((Math.max(...xs) - Math.min(...xs)) * 100) / 100;
    const raster = (emit) => points.length > 2 && polygon(points, height, emit);
    const shape = { tool: "ground", on: true, metres, camera, square: area(line), across, whole, points, raster };
    this.drawing.place(shape, { live: true });
  }

  shape(shape) {
    const { metres, camera, points } = shape;
    const { editor } = this;
    this.fillFields(metres);
    const words = (value) => editor.text("metres", { n: editor.number(value, 1) });
    const measures = dimensions(metres, camera, RISE_PX / editor.view.scale, words);
    const lines = [
      ...mesh(metres).map((pair) => ({ kind: "mesh", points: pair.map((p) => camera.project(p)) })),
      ...threefold(points, true),
      ...measures.lines,
    ];
    editor.handles.show({ lines, figures: measures.figures, points: this.handles(shape) });
  }

  fillFields({ form, length, depth, turn }) {
    this.editor.setOption("shape", form);
    const show = (name, value, digits) => {
      const [field] = this.editor.fields(name);
      if (field !== document.activeElement) field.value = this.editor.number(value, digits);
    };
    show("length", length, 1);
    show("depth", depth, 1);
    show("turn", (turn - this.camera.along) * DEGREES, 0);
  }

  handles({ metres, camera, points }) {
    const { along } = camera;
    const handle = (at, label, move, kind) => ({
      ...camera.project(at),
      kind,
      label,
      move: (point) => this.onGround(point, move),
      end: () => this.drawing.commit(),
    });
    const corners = CORNERS.map((corner, i) =>
      handle(pointOf(metres, corner), this.editor.text("corner", { n: i + 1 }), (to) => this.resize(to, metres, corner)),
    );
    const middle = handle(metres, this.editor.text("move"), (to) => this.change(to, metres), "move");
    // Sideways: the ground is too flat a sight to turn by.
    const radian = RADIAN_PX / this.editor.view.scale;
    const turn = {
      ...middle,
      kind: "spin",
      label: this.editor.text("turn"),
      x: middle.x - (metres.turn - along) * radian,
      y: Math.min(...points.map(({ y }) => y)) - (2 * RISE_PX) / this.editor.view.scale,
      move: ({ x }, snaps) => this.change({ turn: snapTurn((middle.x - x) / radian + along, along, snaps) }, metres),
    };
    return [...corners, turn, middle].filter(({ x }) => Number.isFinite(x));
  }

  onGround(point, act) {
    const to = this.camera.ground(point);
    if (to && apart(to, { x: 0, y: 0 }) < FARTHEST_M) act(to);
  }

  resize(to, metres, [a, b]) {
    const fixed = pointOf(metres, [-a, -b]);
    const diagonal = turned({ x: to.x - fixed.x, y: to.y - fixed.y }, -metres.turn);
    const size = (value) => clamp(Math.round(value * 10) / 10, SMALLEST_M, LARGEST_M);
    const [length, depth] = [size(diagonal.x * a), size(diagonal.y * b)];
    this.change({ length, depth, ...pointOf({ ...metres, ...fixed, length, depth }, [a, b]) }, metres);
  }
}

export { GroundTool as ground };
