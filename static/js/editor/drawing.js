import { Bits, union } from "./bits.js";
import { capsule } from "./geometry.js";
import { History } from "./history.js";

/**
 * The area a person draws: bits, their history, and at most one shape that can still be changed.
 * Events: "paint" {box} whenever pixels change, "step" {tiles} when a step is finished, undone or redone
 * (tiles null: all of them), "shape" when another shape, or none, can be changed.
 */
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

  /**
   * Draws `shape`, instead of the shape that could be changed so far. `shape.raster(emit)` gives its runs and
   * `shape.on` says whether they are set or cleared. With `live`, the step stays open for the next position.
   */
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

  /** Ends the changing of a shape; its pixels stay. */
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

  /** Takes over another mask of the same size, as one step. */
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
