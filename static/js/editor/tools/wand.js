import { Tool } from "./tool.js";

const SMALL = 768;
const LIGHT_WEIGHT = 0.55;
const COLOUR_WEIGHT = 1.7;
const SMALLEST_HOLE = 1 / 1500;
const SOFT = 2;

export class WandTool extends Tool {
  down(point) {
    this.drawing.settle();
    this.place(this.seed(point));
  }

  up() {
    this.drawing.commit();
  }

  cancel() {
    this.drawing.rollback();
  }

  changed(option, final) {
    const { shape } = this.drawing;
    if (shape?.tool !== "wand" || option !== "tolerance") return;
    if (final) this.drawing.commit();
    else this.place(shape.seed);
  }

  shape(shape) {
    this.editor.handles.hide();
    this.editor.parts.setOption("tolerance", shape.tolerance);
  }

  seed({ x, y }) {
    const { width, height } = this.small();
    const { bits } = this.drawing;
    const inside = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
    return { x: inside((x * width) / bits.width, width), y: inside((y * height) / bits.height, height) };
  }

  place(seed) {
    const tolerance = Number(this.editor.parts.option("tolerance"));
    const small = this.small();
    const { width, height } = this.drawing.bits;
    const soft = soften(flood(small, seed.x, seed.y, tolerance), small.width, small.height);
    const raster = (emit) => softRuns(soft, small.width, small.height, width, height, emit);
    this.drawing.place({ tool: "wand", on: this.adds, seed, tolerance, raster }, { live: true });
  }

  // Averaged down, so that blades of grass become lawn.
  small() {
    if (this.pixels) return this.pixels;
    const level = this.editor.photo.levels.at(-1);
    if (!level) throw new Error("The photo is not there yet");
    const shrink = Math.min(1, SMALL / Math.max(level.width, level.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(level.width * shrink)), Math.max(1, Math.round(level.height * shrink)));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(level, 0, 0, canvas.width, canvas.height);
    return (this.pixels = context.getImageData(0, 0, canvas.width, canvas.height));
  }
}

// Smart fill on a small copy of the photo: neighbours of a like colour, smoothed, then scaled to the photo's rows.

export function flood({ data, width, height }, x, y, tolerance) {
  const like = alike(data, 4 * (y * width + x), (tolerance * 1.6) ** 2);
  const mask = new Uint8Array(width * height);
  const queue = new Int32Array(width * height);
  like[y * width + x] = 1;
  const reached = collect(y * width + x, like, width, height, queue);
  for (let i = 0; i < reached; i++) mask[queue[i]] = 1;
  return fillHoles(mask, width, height, queue);
}

// Light counts less than colour: a lawn goes on under the shadow of a tree.
function alike(data, seed, limit) {
  const lightness = (at) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  const light = lightness(seed);
  const [u, v] = [data[seed + 2] - light, data[seed] - light];
  const like = new Uint8Array(data.length / 4);
  for (let at = 0, from = 0; at < like.length; at++, from += 4) {
    const l = lightness(from);
    const dl = (l - light) * LIGHT_WEIGHT;
    const du = (data[from + 2] - l - u) * COLOUR_WEIGHT;
    const dv = (data[from] - l - v) * COLOUR_WEIGHT;
    if (dl * dl + du * du + dv * dv <= limit) like[at] = 1;
  }
  return like;
}

// Moves the connected ones of `open` that hold `start` into `queue`, clearing them; gives how many.
function collect(start, open, width, height, queue) {
  const last = width * (height - 1);
  let length = 1;
  queue[0] = start;
  open[start] = 0;
  for (let i = 0; i < length; i++) {
    const at = queue[i];
    const x = at % width;
    if (x > 0 && open[at - 1]) open[(queue[length++] = at - 1)] = 0;
    if (x < width - 1 && open[at + 1]) open[(queue[length++] = at + 1)] = 0;
    if (at >= width && open[at - width]) open[(queue[length++] = at - width)] = 0;
    if (at < last && open[at + width]) open[(queue[length++] = at + width)] = 0;
  }
  return length;
}

export function fillHoles(mask, width, height, queue = new Int32Array(width * height)) {
  const smallest = width * height * SMALLEST_HOLE;
  const open = mask.map((set) => 1 - set);
  for (let start = 0; start < open.length; start++) {
    if (!open[start]) continue;
    const length = collect(start, open, width, height, queue);
    if (length < smallest) for (let i = 0; i < length; i++) mask[queue[i]] = 1;
  }
  return mask;
}

export function soften(mask, width, height) {
  const across = new Uint8Array(mask.length);
  const soft = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) blurLine(mask, across, y * width, 1, width);
  for (let x = 0; x < width; x++) blurLine(across, soft, x, width, height);
  return soft;
}

function blurLine(from, to, start, step, length) {
  const end = start + (length - 1) * step;
  let sum = from[start] * (SOFT + 1);
  for (let i = 1; i <= SOFT; i++) sum += from[Math.min(end, start + i * step)];
  for (let at = start; at <= end; at += step) {
    to[at] = sum;
    const enter = at + (SOFT + 1) * step;
    const leave = at - SOFT * step;
    sum += from[enter > end ? end : enter] - from[leave < start ? start : leave];
  }
}

const ROWS_A_PIXEL = 3;
const HALF = (2 * SOFT + 1) ** 2 / 2;

/** The runs, at fullWidth x fullHeight, of where the soft mask is above one half, interpolated between its pixels. */
export function softRuns(soft, width, height, fullWidth, fullHeight, emit) {
  const row = new Float32Array(width);
  const group = Math.max(1, Math.floor(fullHeight / height / ROWS_A_PIXEL));
  for (let y = 0; y < fullHeight; y += group) {
    const v = Math.min(height - 1, Math.max(0, ((y + group / 2) * height) / fullHeight - 0.5));
    const upper = Math.floor(v);
    const lower = Math.min(height - 1, upper + 1);
    const share = v - upper;
    for (let i = 0, a = upper * width, b = lower * width; i < width; i++, a++, b++) row[i] = soft[a] + (soft[b] - soft[a]) * share;
    emitRow(row, fullWidth, (x0, x1) => {
      for (let j = y; j < Math.min(fullHeight, y + group); j++) emit(j, x0, x1);
    });
  }
}

function emitRow(row, fullWidth, emit) {
  const scale = fullWidth / row.length;
  let start = row[0] > HALF ? 0 : -1;
  for (let i = 1; i < row.length; i++) {
    if (row[i] > HALF === row[i - 1] > HALF) continue;
    const crossing = Math.round((i - 0.5 + (HALF - row[i - 1]) / (row[i] - row[i - 1])) * scale);
    if (start < 0) start = crossing;
    else {
      emit(start, crossing);
      start = -1;
    }
  }
  if (start >= 0) emit(start, fullWidth);
}
