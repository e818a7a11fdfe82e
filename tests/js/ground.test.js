import assert from "node:assert/strict";
import { test } from "node:test";
import { area, Camera, mesh, shapeLine, snapTurn } from "../../static/js/editor/geometry.js";

const camera = new Camera({ width: 1600, height: 1200, focal: 1300, pitch: 6, roll: 1.5, yaw: 100, confidence: 0.8 });
const near = (a, b, by = 1e-6) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test("a ground point is seen where its ray meets the ground again", () => {
  for (const point of [{ x: 0, y: 3 }, { x: -4, y: 7 }, { x: 12, y: 40 }]) {
    const back = camera.ground(camera.project(point));
    near(back.x, point.x);
    near(back.y, point.y);
  }
});

test("the horizon is where the ground ends", () => {
  for (const x of [0, 800, 1600]) {
    const y = camera.horizon(x);
    assert.equal(camera.ground({ x, y: y - 0.5 }), null);
    assert.ok(camera.ground({ x, y: y + 0.5 }).y > 500);
  }
});

test("a level camera at 1.6 m sees the ground 45 degrees down at 1.6 m", () => {
  const level = new Camera({ width: 1000, height: 1000, focal: 500 });
  near(level.ground({ x: 500, y: 1000 }).y, 1.6);
  near(level.horizon(0), 500);
});

test("a dragged horizon goes through both its ends", () => {
  const set = camera.withHorizon(400, 460);
  near(set.horizon(0), 400);
  near(set.horizon(1600), 460);
  assert.equal(set.focal, 1300);
});

test("the house front's direction is the nearest to across the photo", () => {
  near(camera.along, (10 * Math.PI) / 180);
  near(new Camera({ width: 10, height: 10, yaw: 88 }).along, (-2 * Math.PI) / 180);
});

test("halfway between the house's two directions a shape lies across the photo", () => {
  assert.equal(new Camera({ width: 10, height: 10, yaw: 46.5 }).along, 0);
});

test("a dragged turn is held along the house and across the photo, and free between", () => {
  const degrees = (angle, snaps) => Math.round((snapTurn((angle * Math.PI) / 180, Math.PI / 18, snaps) * 180) / Math.PI);
  assert.deepEqual([11, 13, 54, 98, 2, -88].map((angle) => degrees(angle, true)), [10, 10, 55, 100, 0, -90]);
  assert.deepEqual([20, 33].map((angle) => degrees(angle, true)), [20, 33]);
  assert.equal(degrees(11.4, undefined), 11);
});

test("shapes have their size, wherever they lie and however they are turned", () => {
  const shape = { x: 2, y: 9, length: 8, depth: 4, turn: 0.7 };
  near(area(shapeLine({ ...shape, form: "rectangle" })), 32);
  near(area(shapeLine({ ...shape, form: "oval" })), 8 * Math.PI, 0.05);
  const kidney = area(shapeLine({ ...shape, form: "kidney" }));
  assert.ok(kidney > 18 && kidney < 28, `${kidney}`);
});

test("what lies behind the camera is cut off", () => {
  const points = camera.outline(shapeLine({ form: "rectangle", x: 0, y: 0, length: 4, depth: 12, turn: 0 }));
  assert.ok(points.length >= 4);
  for (const { x, y } of points) assert.ok(Number.isFinite(x) && y > camera.horizon(x));
});

test("the mesh has a line a metre inside the shape", () => {
  const lines = mesh({ form: "rectangle", x: 0, y: 8, length: 4, depth: 2, turn: 0 });
  assert.equal(lines.length, 3 + 1);
});
