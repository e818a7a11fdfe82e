import { capsule } from "./geometry.js";

const TILE = 256;
const CAP_BYTES = 64 * 2 ** 20;
const TILE_OVERHEAD = 64;

const ONES = new Uint8Array(256);
for (let i = 1; i < 256; i++) ONES[i] = ONES[i >> 1] + (i & 1);

/** One bit a pixel, as a 1-bit PNG has them; `onTouch` is called before a tile first changes in a step. */
export class Bits {
  constructor(width, height) {
    Object.assign(this, { width, height, stride: (width + 7) >> 3, columns: Math.ceil(width / TILE) });
    const tiles = this.columns * Math.ceil(height / TILE);
    this.data = new Uint8Array(this.stride * height);
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
    const { data, stride, width, counts } = this;
    const padding = stride * 8 - width;
    for (let i = 0; i < data.length; i++) data[i] ^= 0xff;
    for (let i = stride - 1; padding && i < data.length; i += stride) data[i] &= 0xff << padding;
    for (let tile = 0; tile < counts.length; tile++) {
      const { x0, y0, x1, y1 } = this.tileRect(tile);
      counts[tile] = (x1 - x0) * (y1 - y0) - counts[tile];
    }
  }

  tileRect(tile) {
    const x0 = (tile % this.columns) * TILE;
    const y0 = Math.floor(tile / this.columns) * TILE;
    return { x0, y0, x1: Math.min(x0 + TILE, this.width), y1: Math.min(y0 + TILE, this.height) };
  }

  tileSpan(tile) {
    const { x0, y0, x1, y1 } = this.tileRect(tile);
    return { at: y0 * this.stride + (x0 >> 3), bytes: (x1 - x0 + 7) >> 3, rows: y1 - y0 };
  }

  /** A copy of the tile's bytes; 0 or 255 alone when all are that. */
  readTile(tile) {
    const { at, bytes, rows } = this.tileSpan(tile);
    const copy = new Uint8Array(bytes * rows);
    const first = this.data[at];
    let mixed = first !== 0 && first !== 255;
    for (let i = 0, from = at; i < copy.length; from += this.stride - bytes) {
      for (const end = i + bytes; i < end; i++, from++) {
        copy[i] = this.data[from];
        mixed ||= copy[i] !== first;
      }
    }
    return mixed ? copy : first;
  }

  get tiles() {
    return Array.from(this.counts, (_, tile) => [tile, this.readTile(tile)]);
  }

  writeTile(tile, content) {
    const { at, bytes, rows } = this.tileSpan(tile);
    for (let r = 0; r < rows; r++) {
      const to = at + r * this.stride;
      if (typeof content === "number") this.data.fill(content, to, to + bytes);
      else this.data.set(content.subarray(r * bytes, (r + 1) * bytes), to);
    }
  }

  recount(tile, content = this.readTile(tile)) {
    const { x0, y0, x1, y1 } = this.tileRect(tile);
    this.counts[tile] = content === 255 ? (x1 - x0) * (y1 - y0) : 0;
    for (let i = 0; i < content.length; i++) this.counts[tile] += ONES[content[i]];
  }

  get count() {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  get bounds() {
    let box = null;
    this.counts.forEach((count, tile) => {
      if (count || this.touched[tile]) box = union(box, this.tileRect(tile));
    });
    return box;
  }
}

/** The bits, their history, and at most one shape that can still be changed. */
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
    const [xs, ys] = [[from.x, to.x], [from.y, to.y]];
    this.painted({ x0: Math.min(...xs) - radius, y0: Math.min(...ys) - radius, x1: Math.max(...xs) + radius, y1: Math.max(...ys) + radius });
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
    for (const content of step.tiles.values()) step.bytes += TILE_OVERHEAD + (content.length ?? 0);
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

  /** Draws `shape` in place of the one before; `live` leaves the step open for the next position. */
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
    const marked = [...this.bits.counts.keys()].filter((tile) => this.bits.counts[tile]);
    this.replace(marked.map((tile) => [tile, 0]));
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

  undo() {
    return this.travel(this.done, this.undone, "before");
  }

  redo() {
    return this.travel(this.undone, this.done, "after");
  }

  travel(from, to, side) {
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
  return a === b || (a.length > 0 && a.length === b.length && a.every((byte, i) => byte === b[i]));
}

export function union(a, b) {
  if (!a || !b) return a || b;
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}
