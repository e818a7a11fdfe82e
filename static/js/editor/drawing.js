import { capsule, union } from "./geometry.js";

const TILE = 256;
const CAP_BYTES = 64 * 2 ** 20;
const TILE_OVERHEAD = 64;

const scratch = new Uint32Array((TILE * TILE) / 32);

/** One bit a pixel, as in a 1-bit PNG but for rows of whole words, by which tiles are copied. */
export class Bits {
  constructor(width, height, data) {
    Object.assign(this, { width, height, stride: ((width + 31) >> 5) << 2, columns: Math.ceil(width / TILE) });
    const tiles = this.columns * Math.ceil(height / TILE);
    this.data = data ?? new Uint8Array(this.stride * height);
    this.words = new Uint32Array(this.data.buffer);
    this.counts = new Uint32Array(tiles);
    this.touched = new Uint8Array(tiles);
    this.onTouch = () => {};
  }

  fillRun(y, x0, x1, on = true) {
    if (x0 < 0) x0 = 0;
    if (x1 > this.width) x1 = this.width;
    if (y < 0 || y >= this.height || x0 >= x1) return;
    this.touchRun(y, x0, x1);
    const first = y * this.stride + (x0 >> 3);
    const last = y * this.stride + ((x1 - 1) >> 3);
    const head = 0xff >> (x0 & 7);
    const tail = 0xff << (7 - ((x1 - 1) & 7));
    if (first === last) return this.maskByte(first, head & tail, on);
    this.maskByte(first, head, on);
    this.data.fill(on ? 0xff : 0, first + 1, last);
    this.maskByte(last, tail, on);
  }

  maskByte(at, mask, on) {
    if (on) this.data[at] |= mask;
    else this.data[at] &= ~mask;
  }

  touchRun(y, x0, x1) {
    const row = Math.floor(y / TILE) * this.columns;
    const last = row + Math.floor((x1 - 1) / TILE);
    for (let tile = row + Math.floor(x0 / TILE); tile <= last; tile++) this.touch(tile);
  }

  touch(tile) {
    if (this.touched[tile]) return;
    this.touched[tile] = 1;
    this.onTouch(tile);
  }

  invert() {
    const { data, words, stride, width, counts } = this;
    for (let i = 0; i < words.length; i++) words[i] = ~words[i];
    for (let row = 0; row < data.length; row += stride) {
      for (let x = width; x & 31; x++) data[row + (x >> 3)] &= ~(128 >> (x & 7));
    }
    for (const tile of counts.keys()) this.recount(tile);
  }

  tileRect(tile) {
    const x0 = (tile % this.columns) * TILE;
    const y0 = Math.floor(tile / this.columns) * TILE;
    return { x0, y0, x1: Math.min(x0 + TILE, this.width), y1: Math.min(y0 + TILE, this.height) };
  }

  tileSpan(tile) {
    const { x0, y0, x1, y1 } = this.tileRect(tile);
    const step = this.stride >> 2;
    return { at: y0 * step + (x0 >> 5), wide: (x1 - x0 + 31) >> 5, step, end: y1 * step };
  }

  /** A copy of the tile's words; 0 or 255 alone when all its bytes are that. */
  readTile(tile) {
    const { words } = this;
    const { at, wide, step, end } = this.tileSpan(tile);
    let [length, some, all] = [0, 0, -1];
    for (let row = at; row < end; row += step) {
      for (let i = 0; i < wide; i++) {
        const word = (scratch[length++] = words[row + i]);
        some |= word;
        all &= word;
      }
    }
    return some && all + 1 ? scratch.slice(0, length) : some & 255;
  }

  get tiles() {
    return Array.from(this.counts, (_, tile) => [tile, this.readTile(tile)]);
  }

  get cleared() {
    return [...this.counts.keys()].filter((tile) => this.counts[tile]).map((tile) => [tile, 0]);
  }

  writeTile(tile, content) {
    const { at, wide, step, end } = this.tileSpan(tile);
    for (let row = at, i = 0; row < end; row += step, i += wide) {
      if (typeof content === "number") this.words.fill(-(content & 1), row, row + wide);
      else this.words.set(content.subarray(i, i + wide), row);
    }
  }

  recount(tile, content = this.readTile(tile)) {
    const { x0, y0, x1, y1 } = this.tileRect(tile);
    let count = content === 255 ? (x1 - x0) * (y1 - y0) : 0;
    for (let i = 0; i < content.length; i++) count += ones(content[i]);
    this.counts[tile] = count;
  }

  get count() {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  get bounds() {
    return this.counts.reduce((box, count, tile) => (count || this.touched[tile] ? union(box, this.tileRect(tile)) : box), null);
  }
}

/** The bits, their history, and a shape that can still be changed. */
export class Drawing extends EventTarget {
  constructor(width, height, cap = CAP_BYTES) {
    super();
    Object.assign(this, { bits: new Bits(width, height), cap, done: [], undone: [], open: null, bytes: 0, shape: null });
    this.bits.onTouch = (tile) => this.open?.tiles.set(tile, this.bits.readTile(tile));
  }

  begin() {
    this.settle();
    this.openStep();
  }

  openStep() {
    this.open = { tiles: new Map(), before: this.shape };
  }

  line(from, to, radius, on) {
    capsule(from, to, radius, (y, x0, x1) => this.bits.fillRun(y, x0, x1, on));
    const around = ({ x, y }) => ({ x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius });
    this.painted(union(around(from), around(to)));
  }

  commit() {
    const step = this.close();
    if (!step) return;
    for (const [tile, old] of step.tiles) {
      const content = this.bits.readTile(tile);
      if (same(old, content)) step.tiles.delete(tile);
      else this.bits.recount(tile, content);
    }
    if (step.tiles.size || step.before !== this.shape) this.push({ ...step, after: this.shape });
  }

  close() {
    const step = this.open;
    this.open = null;
    for (const tile of step?.tiles.keys() ?? []) this.bits.touched[tile] = 0;
    return step;
  }

  push(step) {
    for (const { bytes } of this.undone) this.bytes -= bytes;
    this.undone = [];
    this.weigh(step);
    this.done.push(step);
    while (this.bytes > this.cap && this.done.length > 1) this.bytes -= this.done.shift().bytes;
    this.stepped(step);
  }

  weigh(step) {
    this.bytes -= step.bytes ?? 0;
    step.bytes = TILE_OVERHEAD;
    for (const content of step.tiles.values()) step.bytes += TILE_OVERHEAD + (content.byteLength ?? 0);
    this.bytes += step.bytes;
  }

  rewind() {
    for (const [tile, old] of this.open.tiles) this.bits.writeTile(tile, old);
  }

  rollback() {
    if (!this.open) return;
    this.rewind();
    const { tiles, before } = this.close();
    this.paintedTiles(tiles);
    this.show(before);
  }

  /** Draws `shape` in place of the one before; a `live` one may go on moving. */
  place(shape, { live = false } = {}) {
    if (this.open) this.rewind();
    else this.openStep();
    const base = (shape.base = this.shape?.base ?? new Map());
    for (const [tile, content] of base) this.put(tile, content);
    shape.raster((y, x0, x1) => this.bits.fillRun(y, x0, x1, shape.on));
    for (const [tile, content] of this.open.tiles) if (!base.has(tile)) base.set(tile, content);
    this.paintedTiles(this.open.tiles);
    this.show(shape);
    if (!live) this.commit();
  }

  put(tile, content) {
    this.bits.touch(tile);
    this.bits.writeTile(tile, content);
  }

  settle() {
    this.commit();
    this.show(null);
  }

  invert() {
    this.settle();
    this.bits.invert();
    this.painted(null);
    this.push({ tiles: new Map(), inverted: true, before: null, after: null });
  }

  clear() {
    this.replace(this.bits.cleared);
  }

  get alone() {
    return this.bits.cleared.every(([tile]) => this.shape?.base.get(tile) === 0);
  }

  keepOnlyShape() {
    const { shape } = this;
    this.openStep();
    this.shape = { ...shape, base: new Map(this.bits.cleared) };
    this.place({ ...shape });
  }

  replace(tiles) {
    this.begin();
    for (const [tile, content] of tiles) this.put(tile, content);
    this.painted(null);
    this.commit();
  }

  restore(tiles) {
    for (const [tile, content] of tiles) this.bits.writeTile(tile, content);
    for (const tile of this.bits.counts.keys()) this.bits.recount(tile);
    this.painted(null);
    this.stepped({ tiles: new Map() });
    return this.bits.count > 0;
  }

  redo() {
    return this.undo(this.undone, this.done, "after");
  }

  undo(from = this.done, to = this.undone, side = "before") {
    this.rollback();
    const step = from.pop();
    if (!step) return false;
    if (step.inverted) this.bits.invert();
    for (const [tile, content] of step.tiles) {
      step.tiles.set(tile, this.bits.readTile(tile));
      this.bits.writeTile(tile, content);
      this.bits.recount(tile, content);
    }
    this.weigh(step);
    to.push(step);
    this.paintedTiles(step.tiles);
    this.show(step[side]);
    this.stepped(step);
    return true;
  }

  show(shape) {
    if (shape === this.shape) return;
    this.shape = shape;
    this.dispatchEvent(new Event("shape"));
  }

  paintedTiles(tiles) {
    this.painted([...tiles.keys()].reduce((box, tile) => union(box, this.bits.tileRect(tile)), null));
  }

  painted(box) {
    this.dispatchEvent(new CustomEvent("paint", { detail: box }));
  }

  stepped({ tiles, inverted }) {
    this.dispatchEvent(new CustomEvent("step", { detail: [...(inverted ? this.bits.counts : tiles).keys()] }));
  }
}

function same(a, b) {
  return a === b || (a.length && a.length === b.length && a.every((word, i) => word === b[i]));
}

function ones(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
