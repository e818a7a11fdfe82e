// Those of the editor's camera and of its tool for shapes in metres.
const HEIGHT_M = 1.6;
const FARTHEST_M = 240;
// An area that fills less of the rectangle around it than this has no two sides to speak of.
const FULL = 0.7;

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/**
 * Size of an area on level ground: square metres, and the sides of the smallest rectangle around it.
 * `bits` has a bit a pixel, rows of `stride` bytes; null where a part of it is no ground.
 */
export function sizeOnGround({ data, stride, width, height }, camera) {
  const { focal, forward, right, down } = camera;
  const rim = [];
  let square = 0;
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * stride, (y + 1) * stride);
    const first = row.findIndex(Boolean);
    if (first < 0) continue;
    const last = row.findLastIndex(Boolean);
    const level = -(forward[2] * focal + down[2] * (y + 0.5 - height / 2));
    for (let i = first; i <= last; i++) {
      // A pixel of the picture covers the more ground the flatter it is looked at: the cube of its ray's fall.
      const fall = level - right[2] * (8 * i + 4 - width / 2);
      if (row[i]) square += ONES[row[i]] / fall ** 3;
    }
    rim.push({ x: 8 * first + head(row[first]), y: y + 0.5 }, { x: 8 * last + 8 - tail(row[last]), y: y + 0.5 });
  }
  const points = rim.map((point) => camera.ground(point));
  if (!points.length || points.some((point) => !point || Math.hypot(point.x, point.y) > FARTHEST_M)) return null;
  const [long, short] = sidesAround(hull(points));
  square *= focal * HEIGHT_M ** 2;
  return square > FULL * long * short ? { square, long, short } : { square };
}

const head = (byte) => Math.clz32(byte) - 24;
const tail = (byte) => 31 - Math.clz32(byte & -byte);
const turns = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (line) => {
    const kept = [];
    for (const point of line) {
      while (kept.length > 1 && turns(kept.at(-2), kept.at(-1), point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Of the smallest rectangle around them, which lies along one of their sides. */
function sidesAround(corners) {
  let best = [Infinity, 1];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length];
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    const sides = [spread(corners, angle), spread(corners, angle + Math.PI / 2)];
    if (sides[0] * sides[1] < best[0] * best[1]) best = sides;
  });
  return best.sort((a, b) => b - a);
}

function spread(points, angle) {
  const along = points.map(({ x, y }) => x * Math.cos(angle) + y * Math.sin(angle));
  return Math.max(...along) - Math.min(...along);
}
