import { clamp, union } from "./geometry.js";

const REACH = 4;
const PAINT = [255, 46, 136];
const WHITE = [255, 255, 255];
const DARK = [11, 13, 11];
const BANDS = [
  { from: -3.4, to: 3.2, colour: DARK, alpha: 0.62 },
  { from: -2.5, to: 2.3, colour: WHITE, alpha: 0.95 },
  { from: -1.3, to: 1.3, colour: PAINT, alpha: 1 },
];
const VEIL = [...WHITE, 0.16];
const CLEAR = 0x00ffffff;
const HATCH = { period: 15, width: 1.8, alpha: 0.85 };

const PHOTO_TILE = 512;
const KEPT_TILES = 32;

export class Renderer {
  constructor(editor) {
    const { photo, view, drawing } = editor;
    Object.assign(this, { photo, view, bits: drawing.bits, plain: false, frame: 0, samples: new Uint8Array(0) });
    this.photoContext = editor.find("photo").getContext("2d");
    this.markContext = editor.find("mark").getContext("2d", { desynchronized: true });
    for (const source of [view, photo]) source.addEventListener("change", () => this.invalidate());
    drawing.addEventListener("paint", ({ detail }) => this.invalidateMark(detail));
  }

  // Lines over the area are easier to read without the hatching.
  drawPlain(plain) {
    if (plain !== this.plain) this.invalidateMark(null);
    this.plain = plain;
  }

  resize() {
    const { width, height, ratio } = this.view;
    const size = [Math.round(width * ratio), Math.round(height * ratio)];
    for (const { canvas } of [this.photoContext, this.markContext]) [canvas.width, canvas.height] = size;
    this.image = new ImageData(...size);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.reach = Math.round(REACH * ratio);
    this.edge = edgeColours(2 * this.reach + 1, ratio);
    this.hatch = hatchColours(ratio);
    this.invalidate();
  }

  invalidate() {
    this.photoDue = true;
    this.invalidateMark(null);
  }

  invalidateMark(box) {
    this.markDue = box && this.markDue !== "all" ? union(this.markDue, box) : "all";
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.frame = 0;
    if (!this.image) return;
    if (this.photoDue) this.photo.paint(this.photoContext, this.view);
    this.paintMark(this.markDue);
    this.photoDue = false;
    this.markDue = null;
  }

  paintMark(due) {
    const { markContext, image } = this;
    if (due === "all") markContext.clearRect(0, 0, image.width, image.height);
    const box = this.toDevice(due === "all" ? this.bits.bounds : due);
    if (!box) return;
    const [left, top] = [box.x0 - this.reach, box.y0 - this.reach];
    const [width, height] = [box.x1 + this.reach - left, box.y1 + this.reach - top];
    if (this.samples.length < width * height) this.samples = new Uint8Array(width * height);
    this.sample(left, top, width, height);
    this.colour(box, width);
    markContext.putImageData(image, 0, 0, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  }

  toDevice(box) {
    if (!box) return null;
    const { scale, ratio, x, y } = this.view;
    const { width, height } = this.image;
    const room = this.reach + 1;
    const x0 = Math.max(0, Math.floor((box.x0 * scale + x) * ratio) - room);
    const y0 = Math.max(0, Math.floor((box.y0 * scale + y) * ratio) - room);
    const x1 = Math.min(width, Math.ceil((box.x1 * scale + x) * ratio) + room);
    const y1 = Math.min(height, Math.ceil((box.y1 * scale + y) * ratio) + room);
    return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
  }

  sample(left, top, width, height) {
    const { samples, view } = this;
    const { data, stride, width: most } = this.bits;
    const step = 1 / (view.scale * view.ratio);
    const place = (at, shift) => Math.floor((at + 0.5) * step - shift / view.scale);
    const columns = new Int32Array(width).map((_, i) => place(left + i, view.x));
    let last = -1;
    for (let j = 0, to = 0; j < height; j++, to += width) {
      const y = place(top + j, view.y);
      if (y === last) samples.copyWithin(to, to - width, to);
      else {
        for (let i = 0; i < width; i++) {
          const x = columns[i];
          samples[to + i] = x >= 0 && x < most && data[y * stride + (x >> 3)] & (128 >> (x & 7)) ? 1 : 0;
        }
      }
      last = y;
    }
  }

  // The share of marked pixels around a screen pixel says how far it is from the edge.
  colour({ x0, y0, x1, y1 }, width) {
    const { samples, pixels, edge, view } = this;
    const hatch = this.plain ? this.hatch.slice().fill(pack(VEIL)) : this.hatch;
    const window = 2 * this.reach + 1;
    const period = hatch.length;
    const phase = period - (Math.round((view.x + view.y) * view.ratio) % period);
    const sums = new Uint16Array(width);
    for (let at = 0; at < (window - 1) * width; at++) sums[at % width] += samples[at];
    for (let y = y0, row = 0; y < y1; y++, row += width) {
      const enter = row + (window - 1) * width;
      for (let i = 0; i < width; i++) sums[i] += samples[enter + i];
      let sum = 0;
      for (let i = 0; i < window - 1; i++) sum += sums[i];
      let to = y * this.image.width + x0;
      let stripe = (x0 + y + phase) % period;
      for (let i = window - 1; i < width; i++) {
        sum += sums[i];
        pixels[to++] = edge[sum] || hatch[stripe];
        sum -= sums[i - window + 1];
        if (++stripe === period) stripe = 0;
      }
      for (let i = 0; i < width; i++) sums[i] -= samples[row + i];
    }
  }
}

// By the number of marked pixels around; 0 stands for hatched.
function edgeColours(window, ratio) {
  const colours = new Uint32Array(window * window + 1);
  for (let sum = 0; sum < colours.length; sum++) {
    const distance = (sum / window - window / 2) / ratio;
    if (distance > BANDS[0].to + 0.5) continue;
    let mix = distance > 0 ? VEIL : [0, 0, 0, 0];
    for (const { from, to, colour, alpha } of BANDS) {
      const share = clamp((distance - from) * ratio + 0.5, 0, 1) * clamp((to - distance) * ratio + 0.5, 0, 1);
      mix = over(mix, colour, alpha * share);
    }
    colours[sum] = pack(mix) || CLEAR;
  }
  return colours;
}

function hatchColours(ratio) {
  const half = HATCH.width * ratio;
  return Uint32Array.from({ length: Math.round(HATCH.period * ratio) }, (_, i) => {
    return pack(over(VEIL, PAINT, HATCH.alpha * clamp(half - Math.abs(i - half) + 0.5, 0, 1)));
  });
}

function over([r, g, b, a], colour, alpha) {
  const sum = alpha + a * (1 - alpha);
  const mixed = [r, g, b].map((under, i) => (colour[i] * alpha + under * a * (1 - alpha)) / (sum || 1));
  return [...mixed, sum];
}

const pack = ([r, g, b, a]) => ((Math.round(a * 255) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;

/** The preview, half of it, and sharper tiles for a near view. */
export class Photo extends EventTarget {
  constructor(tileUrl) {
    super();
    Object.assign(this, { tileUrl, tiles: new Map() });
  }

  async load(url) {
    const answer = await fetch(url);
    const whole = await createImageBitmap(await answer.blob());
    const half = { resizeWidth: whole.width >> 1, resizeQuality: "medium" };
    this.levels = [whole, await createImageBitmap(whole, half)];
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  paint(context, { scale, ratio, x, y, width, height, imageWidth, imageHeight }) {
    const zoom = scale * ratio;
    context.resetTransform();
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!this.levels) return;
    context.setTransform(zoom, 0, 0, zoom, x * ratio, y * ratio);
    context.imageSmoothingEnabled = zoom < 6;
    const sharp = this.levels.findLast((level) => level.width >= imageWidth * zoom);
    context.drawImage(sharp ?? this.levels[0], 0, 0, imageWidth, imageHeight);
    if (sharp || !this.tileUrl) return;
    const [right, bottom] = [Math.min(imageWidth, (width - x) / scale), Math.min(imageHeight, (height - y) / scale)];
    for (let row = Math.floor(Math.max(0, -y / scale) / PHOTO_TILE); row * PHOTO_TILE < bottom; row++) {
      for (let column = Math.floor(Math.max(0, -x / scale) / PHOTO_TILE); column * PHOTO_TILE < right; column++) {
        const tile = this.tile(column, row);
        if (tile.width) context.drawImage(tile, column * PHOTO_TILE, row * PHOTO_TILE);
      }
    }
  }

  // The map is in the order of use.
  tile(column, row) {
    const url = this.tileUrl.replace("{x}", column).replace("{y}", row);
    const tile = this.tiles.get(url) ?? {};
    if (!this.tiles.delete(url)) this.fetchTile(url);
    this.tiles.set(url, tile);
    if (this.tiles.size > KEPT_TILES) this.tiles.delete(this.tiles.keys().next().value);
    return tile;
  }

  async fetchTile(url) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    const tile = await createImageBitmap(await answer.blob());
    this.tiles.set(url, tile);
    this.changed();
  }
}
