import { grain } from "../geometry.js";
import { Tool } from "./tool.js";

const LIGHTEST = 0.25;

export class BrushTool extends Tool {
  constructor(editor, { on }) {
    super(editor);
    this.on = on;
    this.last = null;
  }

  get ring() {
    return Number(this.editor.parts.option("size"));
  }

  radius(point) {
    const pressed = this.editor.parts.option("pressure") && point.pointerType === "pen";
    const share = pressed ? LIGHTEST + (1 - LIGHTEST) * point.pressure : 1;
    return Math.max(0.5, grain((this.ring * share) / 2 / this.editor.view.scale));
  }

  down(point) {
    const from = point.shiftKey && this.last;
    this.drawing.begin();
    this.last = from || at(point);
    this.move([point]);
  }

  move(points) {
    for (const point of points) {
      const to = at(point);
      this.drawing.line(this.last, to, this.radius(point), this.on);
      this.last = to;
    }
  }

  up() {
    this.drawing.commit();
  }

  cancel() {
    this.drawing.rollback();
    this.last = null;
  }

  disable() {
    this.last = null;
  }
}

const at = ({ x, y }) => ({ x: grain(x), y: grain(y) });

/** The hand moves the photo; a click brings that place to the middle, so nothing has to be dragged. */
export class HandTool extends Tool {
  enable() {
    this.editor.pointers.hand = true;
  }

  disable() {
    this.editor.pointers.hand = false;
  }

  up(point) {
    this.editor.view.center(point);
  }
}
