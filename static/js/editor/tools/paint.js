import { clamp, grain } from "../geometry.js";

const LIGHTEST = 0.25;
const TOLERANCE_A_PX = 0.2;
const SMALL = 768;
const LIGHT_WEIGHT = 0.55;
const COLOUR_WEIGHT = 1.7;
const SMALLEST_HOLE = 1 / 1500;
const SOFT = 2;
const HALF = (2 * SOFT + 1) ** 2 / 2;
const ROWS_A_PIXEL = 2;

/** Points have x, y in the photo and sx, sy on screen; undo tells if it took something back. */
export class Tool {
  constructor(editor, name) {
    Object.assign(this, { editor, name, drawing: editor.drawing });
  }

  get adds() {
    return this.editor.option("mode") !== "remove";
  }

  up() {
    this.drawing.commit();
  }
  cancel() {
    this.drawing.rollback();
  }
  escape() {
    this.cancel();
  }
}

class BrushTool extends Tool {
  get ring() {
    return Number(this.editor.option("size"));
  }

  radius({ pointerType, pressure }) {
    const share = pointerType === "pen" && this.editor.option("pressure") ? LIGHTEST + (1 - LIGHTEST) * pressure : 1;
    return Math.max(0.5, grain((this.ring * share) / 2 / this.editor.view.scale));
  }

  down(point) {
    const last = point.shiftKey && this.last;
    this.drawing.begin();
    this.last = last || at(point);
    this.move([point]);
  }

  move(points) {
    for (const point of points) {
      const to = at(point);
      this.drawing.line(this.last, to, this.radius(point), this.name === "brush");
      this.last = to;
    }
  }

  cancel() {
    super.cancel();
    this.last = null;
  }

  disable() {
    this.last = null;
  }
}

const at = ({ x, y }) => ({ x: grain(x), y: grain(y) });

class HandTool extends Tool {
  up(point) {
    this.editor.view.center(point);
  }
}

/** Dragging to the right takes more, to the left less. */
class WandTool extends Tool {
  down(point) {
    this.drawing.settle();
    this.start = { sx: point.sx, tolerance: Number(this.editor.option("tolerance")) };
    this.place(this.seed(point));
  }

  move(points) {
    const { sx, dragged } = points.at(-1);
    if (!dragged) return;
    this.editor.setOption("tolerance", this.start.tolerance + (sx - this.start.sx) * TOLERANCE_A_PX);
    this.place(this.drawing.shape.seed);
  }

  changed(option, final) {
    const { shape } = this.drawing;
    if (shape?.tool !== "wand" || option !== "tolerance") return;
    if (final) this.drawing.commit();
    else this.place(shape.seed);
  }

  shape({ tolerance }) {
    this.editor.handles.show({});
    this.editor.setOption("tolerance", tolerance);
  }

  seed({ x, y }) {
    const { width, height } = this.small();
    const { bits } = this.drawing;
    const inside = (share, length) => clamp(Math.floor(share * length), 0, length - 1);
    return { x: inside(x / bits.width, width), y: inside(y / bits.height, height) };
  }

  place(seed) {
    const tolerance = Number(this.editor.option("tolerance"));
    const { width, height } = this.drawing.bits;
    const soft = soften(flood(this.small(), seed, tolerance));
    const raster = (emit) => softRuns(soft, width, height, emit);
    this.drawing.place({ tool: "wand", on: this.adds, seed, tolerance, raster }, { live: true });
  }

  // Averaged down, so that blades of grass become lawn.
  small() {
    if (this.pixels) return this.pixels;
    const [preview] = this.editor.photo.levels;
    const shrink = Math.min(1, SMALL / Math.max(preview.width, preview.height));
    const [width, height] = [Math.ceil(preview.width * shrink), Math.ceil(preview.height * shrink)];
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(preview, 0, 0, width, height);
    return (this.pixels = context.getImageData(0, 0, width, height));
  }
}

export { BrushTool as brush, BrushTool as eraser, HandTool as hand, WandTool as wand };

export function flood({ data, width, height }, seed, tolerance) {
  const like = alike(data, seed.y * width + seed.x, (tolerance * 1.6) ** 2);
  // A wall, so that no row runs over into the next.
  for (let at = width - 1; at < like.length; at += width) like[at] = 0;
  const start = seed.y * width + Math.min(seed.x, width - 2);
  const queue = new Int32Array(like.length);
  const mask = new Uint8Array(like.length);
  for (const at of collect(start, like, width, queue)) mask[at] = 1;
  fillHoles(mask, width, queue);
  for (let at = width - 1; at < mask.length; at += width) mask[at] = mask[at - 1];
  return { mask, width, height };
}

// Light counts less than colour: a lawn goes on under the shadow of a tree.
function alike(data, seed, limit) {
  const lightness = (at) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  const [red, blue, light] = [data[4 * seed], data[4 * seed + 2], lightness(4 * seed)];
  const like = new Uint8Array(data.length / 4);
  for (let i = 0, at = 0; i < like.length; i++, at += 4) {
    const dl = lightness(at) - light;
    const du = (data[at + 2] - blue - dl) * COLOUR_WEIGHT;
    const dv = (data[at] - red - dl) * COLOUR_WEIGHT;
    if ((dl * LIGHT_WEIGHT) ** 2 + du * du + dv * dv <= limit) like[i] = 1;
  }
  return like;
}

// Moves what is connected to `start` out of `open`.
function collect(start, open, width, queue) {
  let length = 0;
  const take = (at) => {
    if (open[at]) open[(queue[length++] = at)] = 0;
  };
  open[start] = 1;
  take(start);
  for (let i = 0; i < length; i++) {
    const at = queue[i];
    take(at - 1);
    take(at + 1);
    take(at - width);
    take(at + width);
  }
  return queue.subarray(0, length);
}

function fillHoles(mask, width, queue) {
  const open = mask.map((set) => 1 - set);
  for (let start = 0; start < open.length; start++) {
    if (!open[start]) continue;
    const hole = collect(start, open, width, queue);
    if (hole.length < mask.length * SMALLEST_HOLE) for (const at of hole) mask[at] = 1;
  }
}

export function soften({ mask, width, height }) {
  const across = new Uint8Array(mask.length);
  const soft = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) blurLine(mask, across, y * width, 1, width);
  for (let x = 0; x < width; x++) blurLine(across, soft, x, width, height);
  return { soft, width, height };
}

function blurLine(from, to, start, step, length) {
  const end = start + (length - 1) * step;
  const reach = SOFT * step;
  let sum = from[start] * SOFT;
  for (let at = start; at < start + reach; at += step) sum += from[at];
  for (let at = start; at <= end; at += step) {
    sum += from[Math.min(at + reach, end)];
    to[at] = sum;
    sum -= from[Math.max(at - reach, start)];
  }
}

/** Where the soft mask, at full size, is above one half. */
export function softRuns({ soft, width, height }, fullWidth, fullHeight, emit) {
  const row = new Float32Array(width);
  const group = Math.max(1, Math.floor(fullHeight / height / ROWS_A_PIXEL));
  for (let y = 0; y < fullHeight; y += group) {
    const v = clamp(((y + group / 2) * height) / fullHeight - 0.5, 0, height - 1);
    const upper = Math.floor(v) * width;
    const lower = Math.ceil(v) * width;
    for (let i = 0; i < width; i++) row[i] = soft[upper + i] + (soft[lower + i] - soft[upper + i]) * (v % 1);
    const ends = crossings(row, fullWidth / width, fullWidth);
    for (let j = y; j < Math.min(fullHeight, y + group); j++) {
      for (let i = 0; i < ends.length; i += 2) emit(j, ends[i], ends[i + 1]);
    }
  }
}

function crossings(row, scale, fullWidth) {
  const ends = row[0] > HALF ? [0] : [];
  for (let i = 1; i < row.length; i++) {
    if (row[i] > HALF === row[i - 1] > HALF) continue;
    ends.push(Math.round((i - 0.5 + (HALF - row[i - 1]) / (row[i] - row[i - 1])) * scale));
  }
  return ends.length % 2 ? [...ends, fullWidth] : ends;
}
