// Runs are emitted as (y, x0, x1): the pixels x0 <= x < x1 of row y, a pixel being inside by its centre.

const GRAIN = 16;

/** Rounds to 1/16 pixel, so that the arithmetic below gives the same pixels in any language. */
export const grain = (value) => Math.round(value * GRAIN) / GRAIN;

/** The thick line from a to b: every pixel whose centre is within r of the segment. */
export function capsule(a, b, r, emit) {
  const line = { ax: a.x, ay: a.y, dx: b.x - a.x, dy: b.y - a.y, r };
  const top = Math.ceil(Math.min(a.y, b.y) - r - 0.5);
  const bottom = Math.floor(Math.max(a.y, b.y) + r - 0.5);
  for (let y = top; y <= bottom; y++) {
    const span = capsuleSpan(line, y + 0.5);
    if (!span) continue;
    let x0 = Math.ceil(span[0] - 0.5);
    let x1 = Math.floor(span[1] - 0.5);
    while (inCapsule(line, x0 - 0.5, y + 0.5)) x0--;
    while (x0 <= x1 && !inCapsule(line, x0 + 0.5, y + 0.5)) x0++;
    while (inCapsule(line, x1 + 1.5, y + 0.5)) x1++;
    while (x1 >= x0 && !inCapsule(line, x1 + 0.5, y + 0.5)) x1--;
    if (x1 >= x0) emit(y, x0, x1 + 1);
  }
}

function inCapsule({ ax, ay, dx, dy, r }, x, y) {
  const px = x - ax;
  const py = y - ay;
  const along = px * dx + py * dy;
  const length2 = dx * dx + dy * dy;
  if (along <= 0) return px * px + py * py <= r * r;
  if (along >= length2) return (px - dx) ** 2 + (py - dy) ** 2 <= r * r;
  return (px * dy - py * dx) ** 2 <= r * r * length2;
}

// A capsule is convex, so a row meets it in one span: the hull of the two discs' spans and the body's.
function capsuleSpan({ ax, ay, dx, dy, r }, y) {
  let lo = Infinity;
  let hi = -Infinity;
  for (const [cx, cy] of [[ax, ay], [ax + dx, ay + dy]]) {
    const h2 = r * r - (y - cy) ** 2;
    if (h2 < 0) continue;
    lo = Math.min(lo, cx - Math.sqrt(h2));
    hi = Math.max(hi, cx + Math.sqrt(h2));
  }
  const length = Math.hypot(dx, dy);
  if (length) {
    const py = y - ay;
    const body = meet(between(dx, py * dy, 0, length * length), between(dy, -py * dx, -r * length, r * length));
    if (body[0] <= body[1]) {
      lo = Math.min(lo, body[0] + ax);
      hi = Math.max(hi, body[1] + ax);
    }
  }
  return lo <= hi ? [lo, hi] : null;
}

// The t for which low <= k t + c <= high.
function between(k, c, low, high) {
  if (k === 0) return c >= low && c <= high ? [-Infinity, Infinity] : [Infinity, -Infinity];
  const a = (low - c) / k;
  const b = (high - c) / k;
  return a < b ? [a, b] : [b, a];
}

const meet = (a, b) => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];

/** The inside of a closed polygon, by the non-zero rule, cut to 0 <= y < height. */
export function polygon(points, height, emit) {
  const edges = points.map((p, i) => edge(p, points[(i + 1) % points.length])).filter(Boolean);
  const top = Math.max(0, Math.floor(Math.min(...points.map((p) => p.y))));
  const bottom = Math.min(height, Math.ceil(Math.max(...points.map((p) => p.y))));
  for (let y = top; y < bottom; y++) {
    const crossings = [];
    for (const e of edges) {
      if (e.top <= y + 0.5 && y + 0.5 < e.bottom) crossings.push([e.x + (y + 0.5 - e.top) * e.slope, e.turn]);
    }
    crossings.sort((a, b) => a[0] - b[0]);
    let winding = 0;
    let start = 0;
    for (const [x, turn] of crossings) {
      if (winding === 0) start = x;
      winding += turn;
      const x0 = Math.ceil(start - 0.5);
      const x1 = Math.ceil(x - 0.5);
      if (winding === 0 && x1 > x0) emit(y, x0, x1);
    }
  }
}

function edge(a, b) {
  if (a.y === b.y) return null;
  const [upper, lower, turn] = a.y < b.y ? [a, b, 1] : [b, a, -1];
  return { top: upper.y, bottom: lower.y, x: upper.x, slope: (lower.x - upper.x) / (lower.y - upper.y), turn };
}

/** Leaves out points nearer than `tolerance` to the line that stays (Ramer, Douglas, Peucker). */
export function simplify(points, tolerance) {
  if (points.length < 3) return points.slice();
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const spans = [[0, points.length - 1]];
  while (spans.length) {
    const [from, to] = spans.pop();
    let farthest = 0;
    let at = 0;
    for (let i = from + 1; i < to; i++) {
      const d = distanceToSegment(points[i], points[from], points[to]);
      if (d > farthest) [farthest, at] = [d, i];
    }
    if (farthest <= tolerance) continue;
    keep[at] = 1;
    spans.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep[i]);
}

export function distanceToSegment(p, a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length2 = dx * dx + dy * dy;
  const t = length2 ? Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2)) : 0;
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/** `to`, turned about `from` to the nearest multiple of 45 degrees. */
export function snap45(from, to) {
  const step = Math.PI / 4;
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step;
  const along = (to.x - from.x) * Math.cos(angle) + (to.y - from.y) * Math.sin(angle);
  return { x: from.x + along * Math.cos(angle), y: from.y + along * Math.sin(angle) };
}

/** The rectangle around the points, as {x0, y0, x1, y1}, `margin` wider on each side. */
export function boxOf(points, margin = 0) {
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  return {
    x0: Math.min(...xs) - margin, y0: Math.min(...ys) - margin,
    x1: Math.max(...xs) + margin, y1: Math.max(...ys) + margin,
  };
}
