import { apart, area, simplify } from "./editor/geometry.js";

const TOLERANCE = 0.001;
const MOST_CORNERS = 40;
const SPECKS = 0.002;
const ROUNDED_OFF = 0.02;
// More than that is too much for one call.
const MOST_POINTS = 20_000;

const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]];
// The pixel ahead to the right, by the way one goes; to the left is that of the way before.
const AHEAD = [[0, 0], [-1, 0], [-1, -1], [0, -1]];

/** The corners of an area that is one piece without holes, clockwise in pixels; null for any other, or one too crooked. */
export function cornersOf(bits) {
  if (!bits.count) return null;
  const rim = around(bits);
  if (Math.abs(area(rim) - bits.count) > SPECKS * bits.count) return null;
  const thin = Math.ceil(rim.length / MOST_POINTS);
  const points = rim.filter((_, i) => i % thin === 0);
  const corners = plain(points, TOLERANCE * (bits.width + bits.height));
  const fits = Math.abs(area(corners) - bits.count) <= ROUNDED_OFF * bits.count;
  return corners.length > 2 && corners.length <= MOST_CORNERS && fits ? corners : null;
}

/** Where the rim of the first piece turns, with that piece on the right. */
function around({ data, stride, width, height }) {
  const marked = (x, y) => x >= 0 && y >= 0 && x < width && y < height && data[y * stride + (x >> 3)] & (128 >> (x & 7));
  const byte = data.findIndex(Boolean);
  const start = { x: (byte % stride) * 8 + Math.clz32(data[byte]) - 24, y: Math.floor(byte / stride) };
  const rim = [];
  let [{ x, y }, way] = [start, 0];
  do {
    const [right, left] = [AHEAD[way], AHEAD[(way + 3) % 4]].map(([dx, dy]) => marked(x + dx, y + dy));
    const turn = !right ? 1 : left ? 3 : 0;
    if (turn) rim.push({ x, y });
    way = (way + turn) % 4;
    x += STEPS[way][0];
    y += STEPS[way][1];
  } while (x !== start.x || y !== start.y);
  return [start, ...rim];
}

/** A line that goes round is cut at two points far from each other, which are corners for certain. */
function plain(points, tolerance) {
  const first = farthest(points, points[0]);
  const round = [...points.slice(first), ...points.slice(0, first + 1)];
  const middle = farthest(round, round[0]);
  return [...simplify(round.slice(0, middle + 1), tolerance), ...simplify(round.slice(middle), tolerance).slice(1, -1)];
}

function farthest(points, from) {
  return points.reduce((best, point, i) => (apart(point, from) > apart(points[best], from) ? i : best), 0);
}
