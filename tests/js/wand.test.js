import assert from "node:assert/strict";
import { test } from "node:test";
import { flood, soften, softRuns } from "../../static/js/editor/tools/paint.js";

// A green disc with a small red stone in it, on grey ground.
function scene(size) {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const d = Math.hypot(x - size / 2, y - size / 2);
      const colour = d < 3 ? [200, 40, 40] : d < size / 3 ? [80, 130 + ((x * 7 + y * 3) % 9), 60] : [150, 150, 150];
      data.set([...colour, 255], 4 * (y * size + x));
    }
  }
  return { data, width: size, height: size };
}

test("the wand takes its own colour, with what is small inside, and stops at another", () => {
  const { mask } = flood(scene(200), { x: 100, y: 60 }, 20);
  assert.equal(mask[60 * 200 + 100], 1);
  assert.equal(mask[100 * 200 + 100], 1, "the stone");
  assert.equal(mask[5 * 200 + 5], 0);
});

test("scaled to the photo its edge follows the disc between the small copy's pixels", () => {
  const soft = soften(flood(scene(200), { x: 100, y: 60 }, 20));
  let count = 0;
  softRuns(soft, 1600, 1600, (_, x0, x1) => (count += x1 - x0));
  const disc = Math.PI * (1600 / 3) ** 2;
  assert.ok(Math.abs(count / disc - 1) < 0.02, `${count / disc}`);
});

test("a mask that reaches the border is filled up to it", () => {
  const soft = soften({ mask: new Uint8Array(100).fill(1), width: 10, height: 10 });
  let count = 0;
  softRuns(soft, 100, 70, (_, x0, x1) => (count += x1 - x0));
  assert.equal(count, 7000);
});
