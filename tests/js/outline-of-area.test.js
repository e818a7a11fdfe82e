import assert from "node:assert/strict";
import { test } from "node:test";
import { Bits } from "../../static/js/editor/drawing.js";
import { apart, capsule, polygon } from "../../static/js/editor/geometry.js";
import { cornersOf } from "../../static/js/outline-of-area.js";

const [width, height] = [1601, 1200];

function marked(...rasters) {
  const bits = new Bits(width, height);
  for (const raster of rasters) raster((y, x0, x1) => bits.fillRun(y, x0, x1));
  for (const tile of bits.counts.keys()) bits.recount(tile);
  return bits;
}

const shape = (...points) => (emit) => polygon(points.map(([x, y]) => ({ x, y })), height, emit);

test("an area that was drawn by its corners has them again", () => {
  for (const points of [
    [[200, 600], [900, 630], [1200, 1000], [150, 900]],
    [[0, 700], [1601, 700], [1601, 1200], [0, 1200]],
    [[300, 400], [700, 390], [720, 700], [1100, 720], [1090, 1000], [280, 1010]],
  ]) {
    const found = cornersOf(marked(shape(...points)));
    assert.equal(found.length, points.length);
    for (const [x, y] of points) assert.ok(found.some((corner) => apart(corner, { x, y }) < 4), `${x}, ${y}`);
  }
});

test("two pieces, a ring and an empty photo have no corners to move", () => {
  const [left, right] = [shape([100, 100], [400, 100], [400, 400]), shape([600, 100], [900, 100], [900, 400])];
  assert.equal(cornersOf(marked(left, right)), null);
  const ring = marked(shape([100, 100], [900, 100], [900, 900], [100, 900]));
  for (let y = 300; y < 380; y++) ring.fillRun(y, 300, 380, false);
  for (const tile of ring.counts.keys()) ring.recount(tile);
  assert.equal(cornersOf(ring), null);
  assert.equal(cornersOf(marked()), null);
});

test("what a brush painted round has few points that keep its form", () => {
  const round = (emit) => capsule({ x: 500, y: 600 }, { x: 900, y: 620 }, 150, emit);
  const found = cornersOf(marked(round));
  assert.ok(found.length > 8 && found.length <= 40, `${found.length}`);
});
