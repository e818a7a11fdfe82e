import assert from "node:assert/strict";
import { test } from "node:test";
import { polygon } from "../../static/js/editor/geometry.js";
import { Drawing } from "../../static/js/editor/drawing.js";

function stroke(drawing, x, y, on = true) {
  drawing.begin();
  drawing.line({ x, y }, { x: x + 300, y: y + 40 }, 12, on);
  drawing.commit();
}

const square = (side, on = true) => ({
  tool: "outline", on,
  raster: (emit) => polygon([{ x: 10, y: 10 }, { x: side, y: 10 }, { x: side, y: side }, { x: 10, y: side }], 900, emit),
});

test("undo to empty and redo to full give the same bits at every step", () => {
  const drawing = new Drawing(1000, 900);
  const states = [drawing.bits.data.slice()];
  const acts = [
    () => stroke(drawing, 100, 100),
    () => drawing.invert(),
    () => stroke(drawing, 400, 500, false),
    () => drawing.clear(),
    () => stroke(drawing, 50, 700),
    () => drawing.place(square(300)),
  ];
  for (const act of acts) {
    act();
    states.push(drawing.bits.data.slice());
  }
  for (let i = acts.length - 1; i >= 0; i--) {
    assert.ok(drawing.undo());
    assert.deepEqual(drawing.bits.data, states[i]);
  }
  assert.equal(drawing.undo(), false);
  assert.equal(drawing.bits.count, 0);
  for (let i = 1; i <= acts.length; i++) {
    assert.ok(drawing.redo());
    assert.deepEqual(drawing.bits.data, states[i]);
  }
  assert.equal(drawing.redo(), false);
});

test("a rolled back stroke leaves no trace", () => {
  const drawing = new Drawing(600, 600);
  stroke(drawing, 10, 10);
  const before = drawing.bits.data.slice();
  drawing.begin();
  drawing.line({ x: 0, y: 300 }, { x: 500, y: 300 }, 50, true);
  drawing.rollback();
  assert.deepEqual(drawing.bits.data, before);
  assert.equal(drawing.done.length, 1);
});

test("a stroke that changes nothing is no step", () => {
  const drawing = new Drawing(600, 600);
  stroke(drawing, 10, 10);
  stroke(drawing, 10, 10);
  assert.equal(drawing.done.length, 1);
});

test("a placed shape can be changed: what it covered before comes back", () => {
  const drawing = new Drawing(900, 900);
  stroke(drawing, 20, 20);
  const before = drawing.bits.data.slice();
  drawing.place(square(700));
  drawing.place(square(300), { live: true });
  drawing.place(square(200), { live: true });
  drawing.commit();
  const alone = new Drawing(900, 900);
  stroke(alone, 20, 20);
  alone.place(square(200));
  assert.deepEqual(drawing.bits.data, alone.bits.data);
  drawing.undo();
  assert.equal(drawing.shape?.tool, "outline");
  drawing.undo();
  assert.equal(drawing.shape, null);
  assert.deepEqual(drawing.bits.data, before);
});

test("a shape that was added can be kept alone; undo brings the rest back", () => {
  const drawing = new Drawing(900, 900);
  stroke(drawing, 400, 700);
  drawing.place(square(200));
  const both = drawing.bits.data.slice();
  assert.equal(drawing.alone, false);
  drawing.keepOnlyShape();
  assert.equal(drawing.alone, true);
  const alone = new Drawing(900, 900);
  alone.place(square(200));
  assert.deepEqual(drawing.bits.data, alone.bits.data);
  drawing.undo();
  assert.deepEqual(drawing.bits.data, both);
  drawing.place(square(150));
  drawing.undo();
  assert.deepEqual(drawing.bits.data, both);
});

test("the byte cap drops the oldest steps", () => {
  const drawing = new Drawing(4096, 4096, 100_000);
  for (let i = 0; i < 40; i++) {
    drawing.begin();
    for (let y = 0; y < 200; y++) drawing.bits.fillRun(y + i * 100, (i * 37) % 400, 900 + i);
    drawing.commit();
  }
  assert.ok(drawing.bytes <= 100_000, `${drawing.bytes}`);
  assert.ok(drawing.done.length < 40 && drawing.done.length > 1);
});

test("counts follow every step", () => {
  const drawing = new Drawing(700, 500);
  stroke(drawing, 30, 30);
  const recount = () => {
    let sum = 0;
    for (const byte of drawing.bits.data) for (let bit = 0; bit < 8; bit++) sum += (byte >> bit) & 1;
    return sum;
  };
  for (const act of [() => drawing.invert(), () => stroke(drawing, 200, 200, false), () => drawing.undo(), () => drawing.undo(), () => drawing.redo()]) {
    act();
    assert.equal(drawing.bits.count, recount());
  }
});
