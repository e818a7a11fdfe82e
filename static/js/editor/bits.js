export const TILE = 256;
const TILE_STRIDE = TILE / 8;

const ONES = new Uint8Array(256);
for (let i = 1; i < 256; i++) ONES[i] = ONES[i >> 1] + (i & 1);

/** One bit a pixel in the layout of a 1-bit PNG; `onTouch(tile)` is called before a tile first changes in a step. */
export class Bits {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.stride = (width + 7) >> 3;
    this.data = new Uint8Array(this.stride * height);
    this.columns = Math.ceil(width / TILE);
    this.rows = Math.ceil(height / TILE);
    this.counts = new Uint32Array(this.columns * this.rows);
    this.touched = new Uint8Array(this.columns * this.rows);
    this.onTouch = () => {};
  }

  get(x, y) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    return (this.data[y * this.stride + (x >> 3)] >> (7 - (x & 7))) & 1;
  }

  fillRun(y, x0, x1, on = true) {
    if (y < 0 || y >= this.height) return;
    if (x0 < 0) x0 = 0;
    if (x1 > this.width) x1 = this.width;
    if (x0 >= x1) return;
    this.touchRun(y, x0, x1);
    const row = y * this.stride;
    const first = row + (x0 >> 3);
    const last = row + ((x1 - 1) >> 3);
    const head = 0xff >> (x0 & 7);
    const tail = (0xff << (7 - ((x1 - 1) & 7))) & 0xff;
    if (first === last) return this.maskByte(first, head & tail, on);
    this.maskByte(first, head, on);
    if (last > first + 1) this.data.fill(on ? 0xff : 0, first + 1, last);
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
    const { data, stride, width, height, counts } = this;
    for (let i = 0; i < data.length; i++) data[i] ^= 0xff;
    const padding = stride * 8 - width;
    if (padding) {
      const keep = (0xff << padding) & 0xff;
      for (let y = 0, at = stride - 1; y < height; y++, at += stride) data[at] &= keep;
    }
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
    const { x0, y0, y1 } = this.tileRect(tile);
    return { at: y0 * this.stride + (x0 >> 3), bytes: Math.min(TILE_STRIDE, this.stride - (x0 >> 3)), rows: y1 - y0 };
  }

  /** A copy of the tile's bytes, row by row; 0 or 255 alone when every byte is that. */
  readTile(tile) {
    const { at, bytes, rows } = this.tileSpan(tile);
    const copy = new Uint8Array(bytes * rows);
    for (let r = 0; r < rows; r++) {
      const from = at + r * this.stride;
      copy.set(this.data.subarray(from, from + bytes), r * bytes);
    }
    const first = copy[0];
    return (first === 0 || first === 255) && uniform(copy, first) ? first : copy;
  }

  writeTile(tile, content) {
    const { at, bytes, rows } = this.tileSpan(tile);
    for (let r = 0; r < rows; r++) {
      const to = at + r * this.stride;
      if (typeof content === "number") this.data.fill(content, to, to + bytes);
      else this.data.set(content.subarray(r * bytes, (r + 1) * bytes), to);
    }
  }

  recount(tile) {
    const { at, bytes, rows } = this.tileSpan(tile);
    let count = 0;
    for (let r = 0; r < rows; r++) {
      for (let i = at + r * this.stride, end = i + bytes; i < end; i++) count += ONES[this.data[i]];
    }
    this.counts[tile] = count;
  }

  get count() {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  get bounds() {
    let box = null;
    for (let tile = 0; tile < this.counts.length; tile++) {
      if (!this.counts[tile] && !this.touched[tile]) continue;
      box = union(box, this.tileRect(tile));
    }
    return box;
  }
}

function uniform(bytes, value) {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== value) return false;
  return true;
}

export function union(a, b) {
  if (!a || !b) return a || b;
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}
