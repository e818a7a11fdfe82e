// Runs are (y, x0, x1): x0 <= x < x1 in row y, a pixel being inside by its centre.

const GRAIN = 16;
const NEAREST = 0.4;
const FOCAL_OF_WIDTH = 0.78;
const HEIGHT_M = 1.6;
const RADIANS = Math.PI / 180;
const EIGHTH = 45 * RADIANS;
const SNAP = 4 * RADIANS;
const ASKEW = 40;

/** In 1/16 pixels, arithmetic gives the same pixels in any language. */
export const grain = (value) => Math.round(value * GRAIN) / GRAIN;
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

export function capsule(a, b, r, emit) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length2 = dx * dx + dy * dy;
  const inside = (column, y) => {
    const px = column + 0.5 - a.x;
    const py = y - a.y;
    const along = px * dx + py * dy;
    if (along <= 0) return px * px + py * py <= r * r;
    if (along >= length2) return (px - dx) ** 2 + (py - dy) ** 2 <= r * r;
    return (px * dy - py * dx) ** 2 <= r * r * length2;
  };
  const reach = Math.ceil(r + Math.abs(dx)) + 2;
  for (let row = Math.ceil(Math.min(a.y, b.y) - r - 0.5); row + 0.5 <= Math.max(a.y, b.y) + r; row++) {
    const y = row + 0.5;
    // Convex: from the pixel at its axis, each side of the row ends once.
    const near = Math.floor(a.x + dx * (dy ? clamp((y - a.y) / dy, 0, 1) : 0.5));
    const start = inside(near, y) ? near : inside(near - 1, y) ? near - 1 : near + 1;
    if (!inside(start, y)) continue;
    const end = (way) => {
      let within = 0;
      let beyond = reach;
      while (beyond - within > 1) {
        const middle = (within + beyond) >> 1;
        if (inside(start + way * middle, y)) within = middle;
        else beyond = middle;
      }
      return start + way * within;
    };
    emit(row, end(-1), end(1) + 1);
  }
}

export function polygon(points, height, emit) {
  const edges = sides(points).map(edge);
  const top = Math.max(0, Math.floor(Math.min(...points.map((p) => p.y))));
  const bottom = Math.min(height, Math.ceil(Math.max(...points.map((p) => p.y))));
  for (let y = top; y < bottom; y++) {
    const crossings = [];
    for (const e of edges) {
      if (e.top <= y + 0.5 && y + 0.5 < e.bottom) crossings.push([e.x + (y + 0.5 - e.top) * e.slope, e.turn]);
    }
    crossings.sort((a, b) => a[0] - b[0]);
    let [winding, start] = [0, 0];
    for (const [x, turn] of crossings) {
      if (winding === 0) start = x;
      winding += turn;
      if (winding === 0) emit(y, Math.ceil(start - 0.5), Math.ceil(x - 0.5));
    }
  }
}

function edge([a, b]) {
  const [upper, lower, turn] = a.y < b.y ? [a, b, 1] : [b, a, -1];
  return { top: upper.y, bottom: lower.y, x: upper.x, slope: (lower.x - upper.x) / (lower.y - upper.y), turn };
}

export function simplify(points, tolerance) {
  const [first, last] = [points[0], points.at(-1)];
  const distances = points.map((point) => distanceToSegment(point, first, last));
  const farthest = Math.max(...distances);
  if (points.length < 3 || farthest <= tolerance) return [...new Set([first, last])];
  const at = distances.indexOf(farthest);
  return [...simplify(points.slice(0, at + 1), tolerance), ...simplify(points.slice(at), tolerance).slice(1)];
}

export function distanceToSegment(p, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy) || 0, 0, 1);
  return apart(p, { x: a.x + t * dx, y: a.y + t * dy });
}

const step = (angle, by, from = 0) => from + Math.round((angle - from) / by) * by;

export function snap45(from, to) {
  const angle = step(Math.atan2(to.y - from.y, to.x - from.x), EIGHTH);
  return turned({ x: turned({ x: to.x - from.x, y: to.y - from.y }, -angle).x, y: 0 }, angle, from);
}

/** In whole degrees from the house; `snaps` to eighths from there and from across the photo. */
export function snapTurn(angle, along, snaps) {
  const held = [along, 0].map((from) => step(angle, EIGHTH, from)).find((at) => Math.abs(at - angle) < SNAP);
  return (snaps ? held : null) ?? step(angle, RADIANS, along);
}

export function turned(point, angle, centre = { x: 0, y: 0 }) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return { x: centre.x + c * point.x - s * point.y, y: centre.y + s * point.x + c * point.y };
}

export const sides = (points) => points.map((p, i) => [p, points[(i + 1) % points.length]]);

export function area(points) {
  return Math.abs(sides(points).reduce((sum, [p, q]) => sum + p.x * q.y - q.x * p.y, 0)) / 2;
}

export function union(a, b) {
  if (!a || !b) return a || b;
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Above flat ground: x to the right, y away from it, in metres from below the camera. */
export class Camera {
  constructor({ width, height, focal = FOCAL_OF_WIDTH * width, pitch = 0, roll = 0, yaw = 0, confidence = 0 }) {
    Object.assign(this, { width, height, focal, pitch, roll, yaw, confidence });
    const [p, r] = [pitch * RADIANS, roll * RADIANS];
    const [sinP, cosP, sinR, cosR] = [Math.sin(p), Math.cos(p), Math.sin(r), Math.cos(r)];
    this.forward = [0, cosP, -sinP];
    this.right = [cosR, -sinR * sinP, -sinR * cosP];
    this.down = [-sinR, -cosR * sinP, -cosR * cosP];
  }

  ground({ x, y }) {
    const [u, v] = [x - this.width / 2, y - this.height / 2];
    const ray = this.forward.map((ahead, i) => ahead * this.focal + this.right[i] * u + this.down[i] * v);
    if (ray[2] > -1e-6 * this.focal) return null;
    const t = -HEIGHT_M / ray[2];
    return { x: ray[0] * t, y: ray[1] * t };
  }

  depth({ x, y }) {
    return dot([x, y, -HEIGHT_M], this.forward);
  }

  project({ x, y }) {
    const at = [x, y, -HEIGHT_M];
    const depth = dot(at, this.forward);
    if (depth < NEAREST / 2) return null;
    const scale = this.focal / depth;
    return { x: dot(at, this.right) * scale + this.width / 2, y: dot(at, this.down) * scale + this.height / 2 };
  }

  outline(points) {
    const kept = [];
    for (const [p, q] of sides(points)) {
      const [a, b] = [this.depth(p), this.depth(q)];
      if (a >= NEAREST) kept.push(p);
      if (a >= NEAREST === b >= NEAREST) continue;
      const t = (NEAREST - a) / (b - a);
      kept.push({ x: p.x + t * (q.x - p.x), y: p.y + t * (q.y - p.y) });
    }
    return kept.map((point) => this.project(point));
  }

  horizon(x) {
    const [p, r] = [this.pitch * RADIANS, this.roll * RADIANS];
    return this.height / 2 - (this.focal * Math.tan(p)) / Math.cos(r) - (x - this.width / 2) * Math.tan(r);
  }

  withHorizon(left, right) {
    const roll = Math.atan((left - right) / this.width);
    const pitch = Math.atan(((this.height - left - right) / 2 / this.focal) * Math.cos(roll));
    return new Camera({ ...this, pitch: pitch / RADIANS, roll: roll / RADIANS, confidence: 1 });
  }

  /** The house's direction nearest to across the photo; the yaw is known modulo 90 degrees. */
  get along() {
    const side = this.yaw - step(this.yaw, 90);
    // Halfway it is more often wrong than right.
    return Math.abs(side) > ASKEW ? 0 : side * RADIANS;
  }
}

const CIRCLE = Array.from({ length: 96 }, (_, i) => [Math.cos((i * Math.PI) / 48), Math.sin((i * Math.PI) / 48)]);
export const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
const DENTED = 0.6817;
const dent = ([x, y]) => [x, (((y > 0 ? y * (1 - 0.62 * Math.exp(-4 * x * x)) : y) + 1) / (1 + DENTED)) * 2 - 1];
const FORMS = { rectangle: CORNERS, oval: CIRCLE, kidney: CIRCLE.map(dent) };

export function pointOf({ x, y, length, depth, turn }, [a, b]) {
  return turned({ x: (a * length) / 2, y: (b * depth) / 2 }, turn, { x, y });
}

export function shapeLine(shape) {
  return FORMS[shape.form].map((at) => pointOf(shape, at));
}

export function mesh(shape) {
  const outline = shapeLine({ ...shape, x: 0, y: 0, turn: 0 });
  const lines = [];
  for (const [axis, across, size] of [["x", "y", shape.length], ["y", "x", shape.depth]]) {
    for (let at = 1 - Math.ceil(size / 2); at < size / 2; at++) {
      const cuts = crossings(outline, axis, at, across);
      while (cuts.length > 1) lines.push(cuts.splice(0, 2).map((cut) => turned({ [axis]: at, [across]: cut }, shape.turn, shape)));
    }
  }
  return lines;
}

function crossings(points, axis, at, across) {
  const crossing = sides(points).filter(([p, q]) => p[axis] <= at !== q[axis] <= at);
  return crossing.map(([p, q]) => p[across] + ((at - p[axis]) / (q[axis] - p[axis])) * (q[across] - p[across])).sort((a, b) => a - b);
}

export function dimensions(shape, camera, away, words) {
  const [a, b, c, d] = CORNERS.map((corner) => camera.project(pointOf(shape, corner)));
  if (![a, b, c, d].every(Boolean)) return { lines: [], figures: [] };
  const nearest = a.y + b.y > c.y + d.y ? [a, b] : [c, d];
  const leftmost = a.x + d.x < b.x + c.x ? [a, d] : [b, c];
  const ends = [nearest, leftmost].map((side) => aside(side, camera.project(shape), away));
  const sizes = [shape.length, shape.depth];
  return {
    lines: ends.map((points) => ({ kind: "measure", points, ticks: points })),
    figures: ends.map(([p, q], i) => ({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, text: words(sizes[i]) })),
  };
}

function aside([p, q], centre, away) {
  const normal = { x: (q.y - p.y) / apart(p, q), y: (p.x - q.x) / apart(p, q) };
  const by = Math.sign((p.x - centre.x) * normal.x + (p.y - centre.y) * normal.y) * away;
  return [p, q].map(({ x, y }) => ({ x: x + by * normal.x, y: y + by * normal.y }));
}
