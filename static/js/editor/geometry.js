// Runs are emitted as (y, x0, x1): the pixels x0 <= x < x1 of row y, a pixel being inside by its centre.

const GRAIN = 16;

/** Rounds to 1/16 pixel, so that the arithmetic below gives the same pixels in any language. */
export const grain = (value) => Math.round(value * GRAIN) / GRAIN;

export function capsule(a, b, r, emit) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length2 = dx * dx + dy * dy;
  const inside = (column, y) => {
    const [px, py] = [column + 0.5 - a.x, y - a.y];
    const along = px * dx + py * dy;
    if (along <= 0) return px * px + py * py <= r * r;
    if (along >= length2) return (px - dx) ** 2 + (py - dy) ** 2 <= r * r;
    return (px * dy - py * dx) ** 2 <= r * r * length2;
  };
  const reach = Math.ceil(r + Math.abs(dx)) + 2;
  for (let row = Math.ceil(Math.min(a.y, b.y) - r - 0.5); row + 0.5 <= Math.max(a.y, b.y) + r; row++) {
    const y = row + 0.5;
    // A capsule is convex: from the pixel at its axis, each side of the row ends once.
    const t = dy ? Math.min(1, Math.max(0, (y - a.y) / dy)) : 0.5;
    const near = Math.floor(a.x + t * dx);
    const start = [near, near - 1, near + 1].find((column) => inside(column, y));
    if (start === undefined) continue;
    const end = (way) => {
      let [within, beyond] = [0, reach];
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

export function simplify(points, tolerance) {
  const [first, last] = [points[0], points.at(-1)];
  const distances = points.map((point) => distanceToSegment(point, first, last));
  const farthest = Math.max(...distances);
  if (points.length < 3 || farthest <= tolerance) return [...new Set([first, last])];
  const at = distances.indexOf(farthest);
  return [...simplify(points.slice(0, at + 1), tolerance), ...simplify(points.slice(at), tolerance).slice(1)];
}

export function distanceToSegment(p, a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length2 = dx * dx + dy * dy;
  const t = length2 ? Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2)) : 0;
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

export function snap45(from, to) {
  const step = Math.PI / 4;
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step;
  const along = (to.x - from.x) * Math.cos(angle) + (to.y - from.y) * Math.sin(angle);
  return { x: from.x + along * Math.cos(angle), y: from.y + along * Math.sin(angle) };
}
