// The photo's camera above flat ground: X to the right, Y away from the camera, in metres, camera at (0, 0, height).

const SURE = 0.3;
const NEAREST = 0.4;
const FOCAL_OF_WIDTH = 0.78;
const HEIGHT_M = 1.6;
const DIMENSION_AWAY_M = 0.45;
const RADIANS = Math.PI / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export class Camera {
  constructor({ width, height, focal = FOCAL_OF_WIDTH * width, pitch = 0, roll = 0, yaw = 0, confidence = 0 }) {
    Object.assign(this, { width, height, focal, pitch, roll, yaw, confidence });
    const [p, r] = [pitch * RADIANS, roll * RADIANS];
    const down = [0, -Math.sin(p), -Math.cos(p)];
    this.forward = [0, Math.cos(p), -Math.sin(p)];
    this.right = [Math.cos(r), Math.sin(r) * down[1], Math.sin(r) * down[2]];
    this.down = [-Math.sin(r), Math.cos(r) * down[1], Math.cos(r) * down[2]];
  }

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

  project(point) {
    const depth = this.depth(point);
    if (depth < NEAREST / 2) return null;
    const at = [point.x, point.y, -HEIGHT_M];
    const scale = this.focal / depth;
    return { x: dot(at, this.right) * scale + this.width / 2, y: dot(at, this.down) * scale + this.height / 2 };
  }

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

  horizon(x) {
    const [p, r] = [this.pitch * RADIANS, this.roll * RADIANS];
    return this.height / 2 - (this.focal * Math.tan(p)) / Math.cos(r) - (x - this.width / 2) * Math.tan(r);
  }

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

export function shapeLine({ form, x, y, length, depth, turn }) {
  const unit = { rectangle: [[-1, -1], [1, -1], [1, 1], [-1, 1]], oval: circle(96), kidney: KIDNEY }[form];
  return unit.map(([a, b]) => turned({ x: (a * length) / 2, y: (b * depth) / 2 }, turn, { x, y }));
}

export function turned(point, angle, centre = { x: 0, y: 0 }) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return { x: centre.x + c * point.x - s * point.y, y: centre.y + s * point.x + c * point.y };
}

export function area(points) {
  const sum = points.reduce((total, p, i) => {
    const q = points[(i + 1) % points.length];
    return total + p.x * q.y - q.x * p.y;
  }, 0);
  return Math.abs(sum) / 2;
}

export function mesh(shape) {
  const outline = shapeLine({ ...shape, x: 0, y: 0, turn: 0 });
  const lines = [];
  for (const [axis, across, size] of [["x", "y", shape.length], ["y", "x", shape.depth]]) {
    for (let at = 1 - Math.ceil(size / 2); at < size / 2; at++) {
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

function kidney() {
  const bent = circle(96).map(([x, y]) => [x, y > 0 ? y * (1 - 0.62 * Math.exp(-((x / 0.5) ** 2))) : y]);
  const top = Math.max(...bent.map(([, y]) => y));
  return bent.map(([x, y]) => [x, ((y + 1) / (top + 1)) * 2 - 1]);
}

export function dimensions(metres, camera, rise, words) {
  const { length, depth } = metres;
  const place = (x, y) => camera.project(turned({ x, y }, metres.turn, metres));
  const lower = (a, b) => (a && b ? a.y >= b.y : Boolean(a));
  const near = lower(place(0, -depth / 2), place(0, depth / 2)) ? -1 : 1;
  const left = (place(-length / 2, 0)?.x ?? 0) <= (place(length / 2, 0)?.x ?? 0) ? -1 : 1;
  // Far away the ground is seen so flat that the line must keep `rise` photo pixels off the edge.
  const edge = camera.depth(turned({ x: 0, y: (near * depth) / 2 }, metres.turn, metres));
  const flat = edge - 1 / (1 / edge + rise / (camera.focal * HEIGHT_M));
  const y = near * (depth / 2 + Math.min(depth, Math.max(DIMENSION_AWAY_M, flat)));
  const x = left * (length / 2 + DIMENSION_AWAY_M);
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

/** The camera of the photo: estimated by the server, else level; put right by dragging the horizon. */
export class Horizon {
  constructor(editor, handles, url) {
    Object.assign(this, { editor, handles, url, asked: null, shown: false, touched: false });
    const { width, height } = editor.drawing.bits;
    this.camera = new Camera({ width, height });
    this.known = false;
  }

  ask() {
    this.asked ??= this.fetch().finally(() => this.offer());
    if (this.known || this.failed) this.offer();
    return this.asked;
  }

  async fetch() {
    try {
      const answer = this.url && (await fetch(this.url, { headers: { Accept: "application/json" } }));
      if (!answer || answer.status !== 200) throw new Error("no estimate");
      const told = await answer.json();
      if (this.touched) return;
      const { width, height } = this.camera;
      const camera = { focal: told.focal_px, pitch: told.pitch_deg, roll: told.roll_deg, yaw: told.yaw_deg, confidence: told.confidence };
      if (!Object.values(camera).every(Number.isFinite)) throw new Error("no estimate");
      this.camera = new Camera({ width, height, ...camera });
      this.known = true;
      this.editor.cameraChanged(true);
    } catch {
      this.failed = true;
    }
  }

  get sure() {
    return this.known && this.camera.confidence >= SURE;
  }

  // An unsure estimate shows its horizon at once, so that the person can put it right.
  offer() {
    if (this.editor.toolName !== "ground" || this.touched || this.camera.confidence >= SURE) return;
    this.editor.parts.setOption("horizon", true);
    this.editor.say("horizon-hint");
    this.toggle(true);
  }

  toggle(shown) {
    this.shown = shown;
    this.show();
  }

  hide() {
    this.shown = false;
    this.editor.parts.setOption("horizon", false);
    this.show();
  }

  show() {
    if (!this.shown) return this.handles.show({});
    const { width } = this.camera;
    const [left, right] = [this.camera.horizon(0), this.camera.horizon(width)];
    const at = (share) => ({ x: width * share, y: left + (right - left) * share });
    const handle = (share, label, move) => ({ ...at(share), kind: "turn", label: this.editor.parts.text(label), move, end: () => this.editor.cameraChanged(true) });
    const shift = ({ y }) => this.set(left + y - at(0.5).y, right + y - at(0.5).y);
    this.handles.show({
      lines: [{ kind: "horizon", points: [{ x: 0, y: left }, { x: width, y: right }] }],
      points: [
        handle(0.08, "horizon-left", ({ y }) => this.set(left + (y - at(0.08).y) / 0.92, right)),
        handle(0.5, "horizon-middle", shift),
        handle(0.92, "horizon-right", ({ y }) => this.set(left, right + (y - at(0.92).y) / 0.92)),
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
    const round = (value) => Math.round(value * 1000) / 1000;
    const { focal, pitch, roll } = this.camera;
    return JSON.stringify({ focal_px: round(focal), pitch_deg: round(pitch), roll_deg: round(roll) });
  }
}
