import { polygon } from "../geometry.js";

const MANY = 14;

/** A polygon that can still be changed; each change is a new object, so that undo finds the old one. */
export function polygonShape(tool, points, on, height) {
  return { tool, points, on, raster: (emit) => polygon(points, height, emit) };
}

/** Handles for a placed polygon: its corners, and one in the middle that moves it whole. */
export function polygonHandles(editor, shape) {
  const change = (points) => {
    const next = polygonShape(shape.tool, points, shape.on, editor.drawing.bits.height);
    editor.drawing.place(next, { live: true });
  };
  const end = () => editor.drawing.commit();
  const corner = (at, i) => ({
    ...at,
    end,
    label: editor.text("point", { n: i + 1 }),
    kind: shape.points.length > MANY ? "small" : "corner",
    move: ({ x, y }) => change(shape.points.map((p, j) => (j === i ? { x, y } : p))),
    remove: shape.points.length > 3 ? () => (change(shape.points.filter((_, j) => j !== i)), end()) : null,
  });
  const middle = center(shape.points);
  const whole = {
    ...middle,
    end,
    label: editor.text("move"),
    kind: "move",
    icon: editor.icon("move"),
    move: ({ x, y }) => change(shape.points.map((p) => ({ x: p.x + x - middle.x, y: p.y + y - middle.y }))),
  };
  return { points: [...shape.points.map(corner), whole] };
}

function center(points) {
  const sum = points.reduce((a, p) => ({ x: a.x + p.x, y: a.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
