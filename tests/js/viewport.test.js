import assert from "node:assert/strict";
import { test } from "node:test";
import { Viewport } from "../../static/js/editor/view.js";

function opened() {
  const view = new Viewport(4000, 3000);
  view.resize(800, 700, 1);
  return view;
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the photo is fitted, whole and in the middle", () => {
  const view = opened();
  near(view.scale, 752 / 4000);
  near(view.x, 24);
  near(view.y, (700 - 3000 * view.scale) / 2);
});

test("zooming keeps the photo point under the pointer", () => {
  const view = opened();
  const at = { x: 300, y: 350 };
  const before = view.toImage(at);
  view.zoomAt(at, 3);
  near(view.toImage(at).x, before.x);
  near(view.toImage(at).y, before.y);
});

test("the photo cannot be lost out of view", () => {
  const view = opened();
  view.panBy(99999, -99999);
  assert.ok(view.x < 800 && view.y + 3000 * view.scale > 0);
  view.zoomAt({ x: 0, y: 0 }, 1e-9);
  assert.ok(view.scale >= view.fitScale / 2);
});

test("a resize keeps the middle, and a fitted photo fitted", () => {
  const view = opened();
  view.resize(400, 350, 2);
  near(view.scale, view.fitScale);
  view.zoomAt({ x: 200, y: 175 }, 4);
  const middle = view.toImage({ x: 200, y: 175 });
  view.resize(500, 300, 2);
  near(view.toImage({ x: 250, y: 150 }).x, middle.x);
});
