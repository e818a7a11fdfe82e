// The photo's camera above flat ground: X to the right, Y away from the camera, in metres, camera at (0, 0, height).

const NEAREST = 0.4;
const FOCAL_OF_WIDTH = 0.78;
const HEIGHT_M = 1.6;
const RADIANS = Math.PI / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export class Camera {
  /** Angles in degrees, pitch positive when looking down; focal length in pixels of the photo. */
  constructor({ width, height, focal = FOCAL_OF_WIDTH * width, pitch = 0, roll = 0, yaw = 0, confidence = 0 }) {
    Object.assign(this, { width, height, focal, pitch, roll, yaw, confidence });
    const [p, r] = [pitch * RADIANS, roll * RADIANS];
    const down = [0, -Math.sin(p), -Math.cos(p)];
    this.forward = [0, Math.cos(p), -Math.sin(p)];
    this.right = [Math.cos(r), Math.sin(r) * down[1], Math.sin(r) * down[2]];
    this.down = [-Math.sin(r), Math.cos(r) * down[1], Math.cos(r) * down[2]];
  }

  /** The ground seen at a photo point, or null at and above the horizon. */
  ground({ x, y }) {
    const [u, v] = [x - this.width / 2, y - this.height / 2];
    const ray = [0, 1, 2].map((i) => this.forward[i] * this.focal + this.right[i] * u + this.down[i] * v);
    if (ray[2] > -1e-6 * this.focal) return null;
    const t = -HEIGHT_M / ray[2];
    return { x: ray[0] * t, y: ray[1] * t };
  }

  depth({ x, y }) {
    return dot([x, y, -HEIGHT_M], this.forward);
  }

  /** Where a ground point is seen in the photo, or null when it lies behind the camera. */
  project(point) {
    const depth = this.depth(point);
    if (depth < NEAREST / 2) return null;
    const at = [point.x, point.y, -HEIGHT_M];
    const scale = this.focal / depth;
    return { x: dot(at, this.right) * scale + this.width / 2, y: dot(at, this.down) * scale + this.height / 2 };
  }

  /** A closed line on the ground as a polygon in the photo; what lies behind the camera is cut off. */
  outline(points) {
    const kept = [];
    points.forEach((point, i) => {
      const next = points[(i + 1) % points.length];
      const [a, b] = [this.depth(point), this.depth(next)];
      if (a >= NEAREST) kept.push(point);
      if (a >= NEAREST === b >= NEAREST) return;
      const t = (NEAREST - a) / (b - a);
      kept.push({ x: point.x + t * (next.x - point.x), y: point.y + t * (next.y - point.y) });
    });
    return kept.map((point) => this.project(point));
  }

  /** The row of the horizon at column x. */
  horizon(x) {
    const [p, r] = [this.pitch * RADIANS, this.roll * RADIANS];
    return this.height / 2 - (this.focal * Math.tan(p)) / Math.cos(r) - (x - this.width / 2) * Math.tan(r);
  }

  /** This camera, turned so that the horizon goes through (0, left) and (width, right). */
  withHorizon(left, right) {
    const roll = Math.atan((left - right) / this.width);
    const middle = (left + right) / 2 - this.height / 2;
    const pitch = Math.atan((-middle * Math.cos(roll)) / this.focal);
    return new Camera({ ...this, pitch: pitch / RADIANS, roll: roll / RADIANS, confidence: 1 });
  }

  /** The direction of the house front nearest to across the photo, in radians: the yaw is known modulo 90 degrees. */
  get along() {
    return ((((this.yaw + 45) % 90) + 90) % 90 - 45) * RADIANS;
  }
}

const KIDNEY = kidney();

/** A shape in metres as a closed line on the ground. */
export function shapeLine({ form, x, y, length, depth, turn }) {
  const unit = { rectangle: [[-1, -1], [1, -1], [1, 1], [-1, 1]], oval: circle(96), kidney: KIDNEY }[form];
  return unit.map(([a, b]) => turned({ x: (a * length) / 2, y: (b * depth) / 2 }, turn, { x, y }));
}

/** `point` turned about the origin by `angle` radians, then moved to `centre`. */
export function turned(point, angle, centre = { x: 0, y: 0 }) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return { x: centre.x + c * point.x - s * point.y, y: centre.y + s * point.x + c * point.y };
}

/** The square metres inside a closed line. */
export function area(points) {
  const sum = points.reduce((total, p, i) => {
    const q = points[(i + 1) % points.length];
    return total + p.x * q.y - q.x * p.y;
  }, 0);
  return Math.abs(sum) / 2;
}

/** The lines of a one-metre grid inside a shape, each as a pair of ground points. */
export function mesh(shape) {
  const outline = shapeLine({ ...shape, x: 0, y: 0, turn: 0 });
  const lines = [];
  for (const [axis, across, size] of [["x", "y", shape.length], ["y", "x", shape.depth]]) {
    for (let at = -Math.floor(size / 2); at < size / 2; at++) {
      const cuts = crossings(outline, axis, at, across);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        lines.push([cuts[i], cuts[i + 1]].map((cut) => turned({ [axis]: at, [across]: cut }, shape.turn, shape)));
      }
    }
  }
  return lines;
}

function crossings(points, axis, at, across) {
  const cuts = [];
  points.forEach((p, i) => {
    const q = points[(i + 1) % points.length];
    if (p[axis] <= at === q[axis] <= at) return;
    cuts.push(p[across] + ((at - p[axis]) / (q[axis] - p[axis])) * (q[across] - p[across]));
  });
  return cuts.sort((a, b) => a - b);
}

function circle(count) {
  return Array.from({ length: count }, (_, i) => [Math.cos((2 * Math.PI * i) / count), Math.sin((2 * Math.PI * i) / count)]);
}

// An oval with a bay in its far side, stretched to fill the unit square.
function kidney() {
  const bent = circle(96).map(([x, y]) => [x, y > 0 ? y * (1 - 0.62 * Math.exp(-((x / 0.5) ** 2))) : y]);
  const top = Math.max(...bent.map(([, y]) => y));
  return bent.map(([x, y]) => [x, ((y + 1) / (top + 1)) * 2 - 1]);
}
