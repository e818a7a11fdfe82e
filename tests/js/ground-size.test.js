import assert from "node:assert/strict";
import { test } from "node:test";
import { Bits } from "../../static/js/editor/drawing.js";
import { area, Camera, polygon, shapeLine } from "../../static/js/editor/geometry.js";
import { sizeOnGround } from "../../static/js/ground-size.js";

const [width, height] = [1601, 1200];
const camera = new Camera({ width, height, focal: 1300, pitch: 14, roll: 3, yaw: 20, confidence: 0.8 });

function marked(...lines) {
  const bits = new Bits(width, height);
  for (const line of lines) polygon(camera.outline(line), height, (y, x0, x1) => bits.fillRun(y, x0, x1));
  return bits;
}

const within = (value, wanted, share) => assert.ok(Math.abs(value / wanted - 1) < share, `${value} is not ${wanted}`);

test("a rectangle laid down in metres is found to be as large, however it is turned", () => {
  for (const turn of [0, 0.4, 1.2]) {
    const size = sizeOnGround(marked(shapeLine({ form: "rectangle", x: 0, y: 7, length: 5, depth: 3, turn })), camera);
    within(size.square, 15, 0.01);
    within(size.long, 5, 0.02);
    within(size.short, 3, 0.02);
  }
});

test("a kidney has its square metres", () => {
  const line = shapeLine({ form: "kidney", x: 0, y: 7, length: 5, depth: 3, turn: 0.3 });
  within(sizeOnGround(marked(line), camera).square, area(line), 0.01);
});

test("of two places apart no sides are told", () => {
  const place = (x) => shapeLine({ form: "rectangle", x, y: 7, length: 1, depth: 2, turn: 0 });
  const size = sizeOnGround(marked(place(-3), place(3)), camera);
  within(size.square, 4, 0.02);
  assert.equal(size.long, undefined);
});

test("what reaches into the sky has no size, nor has nothing", () => {
  const bits = new Bits(width, height);
  assert.equal(sizeOnGround(bits, camera), null);
  for (let y = 100; y < 900; y++) bits.fillRun(y, 500, 700);
  assert.equal(sizeOnGround(bits, camera), null);
});
