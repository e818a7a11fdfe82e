import { polygon } from "../geometry.js";

const MANY = 14;

/** What the editor asks of a tool. Points have x, y in the photo and sx, sy on screen; undo and finish tell whether they did. */
export class Tool {
  constructor(editor) {
    this.editor = editor;
  }

  get drawing() {
    return this.editor.drawing;
  }

  get adds() {
    return this.editor.parts.option("mode") !== "remove";
  }

  enable() {}
  disable() {}
  down() {}
  move() {}
  up() {}
  cancel() {}
  escape() {
    this.cancel();
  }
  hover() {}
  shape() {}
  changed() {}
  undo() {
    return false;
  }
  finish() {
    return false;
  }
}

export function polygonShape(tool, points, on, height) {
  return { tool, points, on, raster: (emit) => polygon(points, height, emit) };
}

export function polygonHandles(editor, shape) {
  const change = (points) => {
    const next = polygonShape(shape.tool, points, shape.on, editor.drawing.bits.height);
    editor.drawing.place(next, { live: true });
  };
  const end = () => editor.drawing.commit();
  const corner = (at, i) => ({
    ...at,
    end,
    label: editor.parts.text("point", { n: i + 1 }),
    kind: shape.points.length > MANY ? "small" : "corner",
    move: ({ x, y }) => change(shape.points.map((p, j) => (j === i ? { x, y } : p))),
    remove: shape.points.length > 3 ? () => (change(shape.points.filter((_, j) => j !== i)), end()) : null,
  });
  const middle = center(shape.points);
  const whole = {
    ...middle,
    end,
    label: editor.parts.text("move"),
    kind: "move",
    icon: editor.parts.icon("move"),
    move: ({ x, y }) => change(shape.points.map((p) => ({ x: p.x + x - middle.x, y: p.y + y - middle.y }))),
  };
  return { points: [...shape.points.map(corner), whole] };
}

function center(points) {
  const sum = points.reduce((a, p) => ({ x: a.x + p.x, y: a.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
