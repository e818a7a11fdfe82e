import assert from "node:assert/strict";
import { test } from "node:test";
import { capsule, distanceToSegment, grain, polygon, simplify, snap45 } from "../../static/js/editor/geometry.js";

function collect(fill) {
  const pixels = new Set();
  fill((y, x0, x1) => {
    for (let x = x0; x < x1; x++) pixels.add(`${x},${y}`);
  });
  return pixels;
}

function* randoms(seed) {
  for (;;) yield (seed = (seed * 48271) % 2147483647) / 2147483647;
}

test("a capsule is the pixels whose centres lie within its radius", () => {
  const random = randoms(7);
  const next = (range) => grain(random.next().value * range);
  for (let i = 0; i < 200; i++) {
    const a = { x: next(40), y: next(40) };
    const b = i % 5 ? { x: next(40), y: next(40) } : a;
    const r = next(9) + 0.5;
    const got = collect((emit) => capsule(a, b, r, emit));
    for (let y = -15; y < 60; y++) {
      for (let x = -15; x < 60; x++) {
        const d = distanceToSegment({ x: x + 0.5, y: y + 0.5 }, a, b);
        if (Math.abs(d - r) < 1e-9) continue;
        assert.equal(got.has(`${x},${y}`), d < r, `${x},${y} of ${JSON.stringify({ a, b, r })}`);
      }
    }
  }
});

test("a polygon that shares an edge with another neither overlaps nor leaves a gap", () => {
  const [a, b, c, d] = [{ x: 1.3, y: 2.7 }, { x: 30.2, y: 5.5 }, { x: 27.9, y: 33.1 }, { x: 3.5, y: 28.4 }];
  const whole = collect((emit) => polygon([a, b, c, d], 100, emit));
  const one = collect((emit) => polygon([a, b, c], 100, emit));
  const two = collect((emit) => polygon([a, c, d], 100, emit));
  assert.equal(one.size + two.size, whole.size);
  for (const pixel of [...one, ...two]) assert.ok(whole.has(pixel));
});

test("where an outline crosses itself the same way round, it stays filled", () => {
  const twice = [0, 1, 2, 3, 0, 1, 2, 3].map((i) => ({ x: [2, 12, 12, 2][i], y: [2, 2, 12, 12][i] }));
  assert.equal(collect((emit) => polygon(twice, 50, emit)).size, 100);
});

test("simplify keeps corners and drops what lies on the line", () => {
  const points = [];
  for (let x = 0; x <= 50; x++) points.push({ x, y: 0 });
  for (let y = 1; y <= 50; y++) points.push({ x: 50, y });
  assert.deepEqual(simplify(points, 0.5), [{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 50, y: 50 }]);
});

test("snap45 turns to the nearest eighth", () => {
  const snapped = snap45({ x: 0, y: 0 }, { x: 10, y: 1 });
  assert.ok(Math.abs(snapped.y) < 1e-9 && Math.abs(snapped.x - 10) < 1e-9);
  const diagonal = snap45({ x: 0, y: 0 }, { x: 10, y: 8 });
  assert.ok(Math.abs(diagonal.x - diagonal.y) < 1e-9);
});
