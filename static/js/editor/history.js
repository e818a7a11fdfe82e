import { Bits, union } from "./bits.js";
import { capsule } from "./geometry.js";

const CAP_BYTES = 64 * 2 ** 20;
const TILE_OVERHEAD = 64;

export class History {
  constructor(bits, cap = CAP_BYTES) {
    this.bits = bits;
    this.cap = cap;
    this.done = [];
    this.undone = [];
    this.open = null;
    this.bytes = 0;
    bits.onTouch = (tile) => this.open?.tiles.set(tile, bits.readTile(tile));
  }

  begin(before = null) {
    if (this.open) this.commit();
    this.open = { tiles: new Map(), inverted: false, before, after: null };
  }

  commit(after = null) {
    const step = this.open;
    if (!step) return null;
    this.open = null;
    this.forget(step);
    for (const [tile, old] of step.tiles) {
      if (same(old, this.bits.readTile(tile))) step.tiles.delete(tile);
      else this.bits.recount(tile);
    }
    step.after = after;
    if (!step.tiles.size && step.before === step.after) return null;
    this.push(step);
    return [...step.tiles.keys()];
  }

  rewind() {
    for (const [tile, old] of this.open.tiles) this.bits.writeTile(tile, old);
  }

  rollback() {
    if (!this.open) return;
    this.rewind();
    this.forget(this.open);
    this.open = null;
  }

  invert(before = null) {
    this.commit();
    this.bits.invert();
    this.push({ tiles: new Map(), inverted: true, before, after: null });
  }

  undo() {
    return this.move(this.done, this.undone, "before");
  }

  redo() {
    return this.move(this.undone, this.done, "after");
  }

  move(from, to, side) {
    this.rollback();
    const step = from.pop();
    if (!step) return null;
    this.swap(step);
    to.push(step);
    return { tiles: step.inverted ? null : [...step.tiles.keys()], state: step[side] };
  }

  swap(step) {
    if (step.inverted) return this.bits.invert();
    for (const [tile, content] of step.tiles) {
      step.tiles.set(tile, this.bits.readTile(tile));
      this.bits.writeTile(tile, content);
      this.bits.recount(tile);
    }
    this.bytes += weigh(step) - step.bytes;
    step.bytes = weigh(step);
  }

  push(step) {
    for (const dropped of this.undone) this.bytes -= dropped.bytes;
    this.undone = [];
    step.bytes = weigh(step);
    this.bytes += step.bytes;
    this.done.push(step);
    while (this.bytes > this.cap && this.done.length > 1) this.bytes -= this.done.shift().bytes;
  }

  forget(step) {
    for (const tile of step.tiles.keys()) this.bits.touched[tile] = 0;
  }
}

function weigh(step) {
  let bytes = TILE_OVERHEAD;
  for (const content of step.tiles.values()) bytes += TILE_OVERHEAD + (content.length ?? 0);
  return bytes;
}

function same(a, b) {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.every((byte, i) => byte === b[i]);
}

/** The bits, their history, and at most one shape that can still be changed. A step's tiles are null for all of them. */
export class Drawing extends EventTarget {
  constructor(width, height) {
    super();
    this.bits = new Bits(width, height);
    this.history = new History(this.bits);
    this.shape = null;
  }

  get coverage() {
    return this.bits.count / (this.bits.width * this.bits.height);
  }

  begin() {
    this.settle();
    this.history.begin(null);
  }

  line(from, to, radius, on) {
    capsule(from, to, radius, (y, x0, x1) => this.bits.fillRun(y, x0, x1, on));
    this.painted({
      x0: Math.min(from.x, to.x) - radius, y0: Math.min(from.y, to.y) - radius,
      x1: Math.max(from.x, to.x) + radius, y1: Math.max(from.y, to.y) + radius,
    });
  }

  commit() {
    this.stepped(this.history.commit(this.shape));
  }

  rollback() {
    if (!this.history.open) return;
    const box = this.boxOfTiles(this.history.open.tiles.keys());
    const before = this.history.open.before;
    this.history.rollback();
    this.painted(box);
    this.show(before);
  }

  /** Draws `shape` instead of the one that could be changed so far; `live` leaves the step open for the next position. */
  place(shape, { live = false } = {}) {
    const previous = this.shape;
    const { bits, history } = this;
    if (history.open) history.rewind();
    else history.begin(previous);
    const base = (shape.base = previous?.base ?? new Map());
    for (const [tile, content] of base) {
      bits.touch(tile);
      bits.writeTile(tile, content);
    }
    shape.raster((y, x0, x1) => bits.fillRun(y, x0, x1, shape.on));
    for (const [tile, content] of history.open.tiles) if (!base.has(tile)) base.set(tile, content);
    this.painted(this.boxOfTiles(history.open.tiles.keys()));
    this.show(shape);
    if (!live) this.commit();
  }

  settle() {
    if (this.history.open) this.commit();
    this.show(null);
  }

  invert() {
    this.settle();
    this.history.invert();
    this.painted(null);
    this.stepped(null, true);
  }

  clear() {
    this.begin();
    this.bits.counts.forEach((count, tile) => {
      if (!count) return;
      this.bits.touch(tile);
      this.bits.writeTile(tile, 0);
    });
    this.painted(null);
    this.commit();
  }

  replace(bits) {
    this.begin();
    for (let tile = 0; tile < bits.counts.length; tile++) {
      this.bits.touch(tile);
      this.bits.writeTile(tile, bits.readTile(tile));
    }
    this.painted(null);
    this.commit();
  }

  /** Takes over bits that were kept from before, as where the history begins. */
  restore(data) {
    const { bits } = this;
    if (data !== bits.data) bits.data.set(data);
    for (let tile = 0; tile < bits.counts.length; tile++) bits.recount(tile);
    this.painted(null);
    this.stepped([]);
    return bits.count > 0;
  }

  undo() {
    return this.travel(this.history.undo());
  }

  redo() {
    return this.travel(this.history.redo());
  }

  travel(step) {
    if (!step) return false;
    this.painted(step.tiles && this.boxOfTiles(step.tiles));
    this.show(step.state);
    this.stepped(step.tiles, true);
    return true;
  }

  show(shape) {
    if (shape === this.shape) return;
    this.shape = shape;
    this.dispatchEvent(new CustomEvent("shape"));
  }

  painted(box) {
    this.dispatchEvent(new CustomEvent("paint", { detail: { box } }));
  }

  stepped(tiles, always = false) {
    if (tiles || always) this.dispatchEvent(new CustomEvent("step", { detail: { tiles } }));
  }

  boxOfTiles(tiles) {
    let box = null;
    for (const tile of tiles) box = union(box, this.bits.tileRect(tile));
    return box ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
  }
}
