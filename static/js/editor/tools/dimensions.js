import { turned } from "../ground.js";

const AWAY_M = 0.45;

/** Dimension lines of a shape in metres, on the two sides nearest to the person, as a surveyor draws them. */
export function dimensions(metres, camera, words) {
  const { length, depth } = metres;
  const place = (x, y) => camera.project(turned({ x, y }, metres.turn, metres));
  const lower = (a, b) => (a && b ? a.y >= b.y : Boolean(a));
  const near = lower(place(0, -depth / 2), place(0, depth / 2)) ? -1 : 1;
  const left = (place(-length / 2, 0)?.x ?? 0) <= (place(length / 2, 0)?.x ?? 0) ? -1 : 1;
  const y = near * (depth / 2 + AWAY_M);
  const x = left * (length / 2 + AWAY_M);
  const line = (...points) => [...points.map(([a, b]) => place(a, b)), null];
  const ends = [[-length / 2, y], [length / 2, y], [x, -depth / 2], [x, depth / 2]];
  const marks = [...line(ends[0], ends[1]), ...line(ends[2], ends[3])];
  const ticks = ends.map(([a, b]) => place(a, b)).filter(Boolean);
  for (const side of [-1, 1]) {
    marks.push(...line([(side * length) / 2, near * (depth / 2 + 0.1)], [(side * length) / 2, y + near * 0.1]));
    marks.push(...line([left * (length / 2 + 0.1), (side * depth) / 2], [x + left * 0.1, (side * depth) / 2]));
  }
  const figures = [{ ...place(0, y), text: words(length) }, { ...place(x, 0), text: words(depth) }];
  return { marks, ticks, figures: figures.filter((figure) => Number.isFinite(figure.x)) };
}
