import assert from "node:assert/strict";
import { test } from "node:test";
import { Bits } from "../../static/js/editor/drawing.js";

const bitAt = (bits, x, y) => (bits.data[y * bits.stride + (x >> 3)] >> (7 - (x & 7))) & 1;
const rowText = (bits, y) => Array.from({ length: bits.width }, (_, x) => bitAt(bits, x, y)).join("");

test("a run sets exactly its pixels, whatever bytes it begins and ends in", () => {
  for (let x0 = 0; x0 < 20; x0++) {
    for (let x1 = x0; x1 <= 20; x1++) {
      const bits = new Bits(20, 2);
      bits.fillRun(1, x0, x1);
      assert.equal(rowText(bits, 1), "0".repeat(x0) + "1".repeat(x1 - x0) + "0".repeat(20 - x1));
      assert.equal(rowText(bits, 0), "0".repeat(20));
    }
  }
});

test("a run is cut to the photo", () => {
  const bits = new Bits(10, 3);
  bits.fillRun(1, -50, 50);
  bits.fillRun(-1, 0, 10);
  bits.fillRun(3, 0, 10);
  assert.deepEqual([...bits.data], [0, 0, 0, 0, 255, 192, 0, 0, 0, 0, 0, 0]);
});

test("clearing a run leaves its neighbours", () => {
  const bits = new Bits(20, 1);
  bits.fillRun(0, 0, 20);
  bits.fillRun(0, 5, 12, false);
  assert.equal(rowText(bits, 0), "11111000000011111111");
});

test("invert keeps the padding bits clear and the counts right", () => {
  const bits = new Bits(300, 10);
  bits.fillRun(2, 0, 7);
  bits.recount(0);
  bits.invert();
  assert.equal(bits.count, 300 * 10 - 7);
  assert.equal(bits.data[bits.stride - 1] & 0x0f, 0);
  const inverted = bits.count;
  bits.recount(0);
  bits.recount(1);
  assert.equal(bits.count, inverted);
});

test("tiles are read and written whole, also at the ragged edge", () => {
  const bits = new Bits(600, 300);
  bits.fillRun(299, 500, 600);
  const tile = bits.columns * 1 + 2;
  const kept = bits.readTile(tile);
  assert.equal(bits.readTile(0), 0);
  bits.fillRun(299, 512, 600, false);
  bits.writeTile(tile, kept);
  assert.equal(rowText(bits, 299), "0".repeat(500) + "1".repeat(100));
});

test("the bounds hold what is set", () => {
  const bits = new Bits(1000, 1000);
  assert.equal(bits.bounds, null);
  bits.fillRun(700, 300, 310);
  assert.deepEqual(bits.bounds, { x0: 256, y0: 512, x1: 512, y1: 768 });
});
