import { union } from "./bits.js";

const REACH = 4;
const PAINT = [255, 46, 136];
const WHITE = [255, 255, 255];
const DARK = [11, 13, 11];
const BANDS = [
  { from: -3.4, to: 3.2, colour: DARK, alpha: 0.62 },
  { from: -2.5, to: 2.3, colour: WHITE, alpha: 0.95 },
  { from: -1.3, to: 1.3, colour: PAINT, alpha: 1 },
];
const VEIL = 0.16;
const CLEAR = 0x00ffffff;
const HATCH = { period: 15, width: 1.8, alpha: 0.85 };

export class Renderer {
  constructor(photoCanvas, markCanvas, { photo, view, bits }) {
    Object.assign(this, { photo, view, bits });
    this.photoContext = photoCanvas.getContext("2d");
    this.markContext = markCanvas.getContext("2d");
    this.marks = new Marks(bits);
    this.photoDue = false;
    this.markDue = null;
    this.frame = 0;
    this.painted = null;
    view.addEventListener("change", () => this.invalidate());
    photo.addEventListener("change", () => this.invalidate());
  }

  /** Without hatching, lines drawn over the area are easier to read. */
  set hatched(on) {
    if (on === this.marks.hatched) return;
    this.marks.hatched = on;
    this.invalidateMark(null);
  }

  resize() {
    const { width, height, ratio } = this.view;
    const size = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    for (const { canvas } of [this.photoContext, this.markContext]) [canvas.width, canvas.height] = size;
    this.marks.resize(...size, ratio);
    this.painted = null;
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
    if (!this.marks.image) return;
    if (this.photoDue) this.photo.paint(this.photoContext, this.view);
    if (this.markDue) this.paintMark(this.markDue);
    this.photoDue = false;
    this.markDue = null;
  }

  paintMark(due) {
    const marked = this.toDevice(this.bits.bounds);
    const box = due === "all" ? marked : this.toDevice(due);
    if (due === "all" && this.painted) {
      const { x0, y0, x1, y1 } = this.painted;
      this.markContext.clearRect(x0, y0, x1 - x0, y1 - y0);
    }
    this.painted = due === "all" ? marked : union(this.painted, box);
    if (!box) return;
    this.marks.paint(this.view, box);
    this.markContext.putImageData(this.marks.image, 0, 0, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  }

  // Photo pixels to whole device pixels, with room for the casing, cut to the canvas; null when nothing is left.
  toDevice(box) {
    if (!box) return null;
    const { scale, ratio, x, y } = this.view;
    const { canvas } = this.markContext;
    const room = this.marks.reach + 1;
    const x0 = Math.max(0, Math.floor((box.x0 * scale + x) * ratio) - room);
    const y0 = Math.max(0, Math.floor((box.y0 * scale + y) * ratio) - room);
    const x1 = Math.min(canvas.width, Math.ceil((box.x1 * scale + x) * ratio) + room);
    const y1 = Math.min(canvas.height, Math.ceil((box.y1 * scale + y) * ratio) + room);
    return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
  }
}

// The share of marked pixels in a window around a screen pixel says how far it is from the edge, and smooths it.
export class Marks {
  constructor(bits) {
    this.bits = bits;
    this.ratio = 0;
    this.hatched = true;
    this.image = null;
    this.samples = new Uint8Array(0);
  }

  resize(width, height, ratio) {
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    this.reach = Math.round(REACH * ratio);
    this.edge = edgeColours(this.reach, ratio);
    this.hatch = hatchColours(ratio);
    this.veil = new Uint32Array(this.hatch.length).fill(pack([...WHITE, VEIL]));
  }

  paint(view, { x0, y0, x1, y1 }) {
    const reach = this.reach;
    const width = x1 - x0 + 2 * reach;
    const height = y1 - y0 + 2 * reach;
    if (this.samples.length < width * height) this.samples = new Uint8Array(width * height);
    this.sample(view, x0 - reach, y0 - reach, width, height);
    this.colour({ x0, y0, x1, y1 }, width, hatchPhase(view, this.hatch.length));
  }

  sample(view, left, top, width, height) {
    const { bits, samples } = this;
    const step = 1 / (view.scale * view.ratio);
    const columns = new Int32Array(width);
    for (let i = 0; i < width; i++) {
      const x = Math.floor((left + i + 0.5) * step - view.x / view.scale);
      columns[i] = x < 0 || x >= bits.width ? -1 : x;
    }
    let last = -1;
    for (let j = 0, to = 0; j < height; j++, to += width) {
      const y = Math.floor((top + j + 0.5) * step - view.y / view.scale);
      if (y < 0 || y >= bits.height) samples.fill(0, to, to + width);
      else if (y === last) samples.copyWithin(to, to - width, to);
      else sampleRow(bits.data, y * bits.stride, columns, samples, to);
      last = y;
    }
  }

  colour({ x0, y0, x1, y1 }, width, phase) {
    const { samples, pixels, edge, reach } = this;
    const hatch = this.hatched ? this.hatch : this.veil;
    const window = 2 * reach + 1;
    const full = window * window;
    const period = hatch.length;
    const sums = new Uint16Array(width);
    for (let j = 0, at = 0; j < window - 1; j++) for (let i = 0; i < width; i++) sums[i] += samples[at++];
    for (let y = y0, j = 0; y < y1; y++, j++) {
      const enter = (j + window - 1) * width;
      for (let i = 0; i < width; i++) sums[i] += samples[enter + i];
      let sum = 0;
      for (let i = 0; i < window - 1; i++) sum += sums[i];
      let to = y * this.image.width + x0;
      let stripe = (x0 + y + phase) % period;
      for (let i = window - 1; i < width; i++) {
        sum += sums[i];
        pixels[to++] = sum === 0 ? 0 : sum === full ? hatch[stripe] : edge[sum] || hatch[stripe];
        sum -= sums[i - window + 1];
        if (++stripe === period) stripe = 0;
      }
      const leave = j * width;
      for (let i = 0; i < width; i++) sums[i] -= samples[leave + i];
    }
  }
}

function sampleRow(data, row, columns, samples, to) {
  for (let i = 0; i < columns.length; i++) {
    const x = columns[i];
    samples[to + i] = x < 0 ? 0 : (data[row + (x >> 3)] >> (7 - (x & 7))) & 1;
  }
}

// The hatching is fixed to the photo, so that it does not swim when the photo is moved.
function hatchPhase(view, period) {
  const shift = Math.round((view.x + view.y) * view.ratio) % period;
  return period - shift;
}

// Indexed by the marked pixels in the window; 0 stands for "inside the line, hatched".
function edgeColours(reach, ratio) {
  const window = 2 * reach + 1;
  const colours = new Uint32Array(window * window + 1);
  for (let sum = 1; sum < colours.length; sum++) {
    const distance = ((sum / (window * window) - 0.5) * window) / ratio;
    let mix = distance > 0 ? [...WHITE, VEIL] : [0, 0, 0, 0];
    for (const band of BANDS) {
      const soft = 1 / ratio;
      const share = clamp((distance - band.from) / soft + 0.5) * clamp((band.to - distance) / soft + 0.5);
      mix = over(mix, band.colour, band.alpha * share);
    }
    colours[sum] = distance > BANDS[0].to + 0.5 ? 0 : pack(mix) || CLEAR;
  }
  return colours;
}

function hatchColours(ratio) {
  const colours = new Uint32Array(Math.round(HATCH.period * ratio));
  for (let i = 0; i < colours.length; i++) {
    const share = clamp(HATCH.width * ratio - Math.abs(i - HATCH.width * ratio) + 0.5);
    colours[i] = pack(over([...WHITE, VEIL], PAINT, HATCH.alpha * share));
  }
  return colours;
}

function over([r, g, b, a], colour, alpha) {
  const sum = alpha + a * (1 - alpha);
  if (!sum) return [0, 0, 0, 0];
  const mixed = [r, g, b].map((under, i) => (colour[i] * alpha + under * a * (1 - alpha)) / sum);
  return [...mixed, sum];
}

const clamp = (value) => Math.min(1, Math.max(0, value));
const pack = ([r, g, b, a]) => ((Math.round(a * 255) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
