// Smart fill on a small copy of the photo: neighbours of a like colour, smoothed, then scaled to the photo's rows.
// The loops are written out: they visit every pixel of the copy several times within one click.

const SEED_REACH = 2;
const LIGHT_WEIGHT = 0.55;
const COLOUR_WEIGHT = 1.7;
const SMALLEST_HOLE = 1 / 1500;
const SOFT = 2;

/** The pixels reached from (x, y) whose colour is within `tolerance` (0 to 100) of it; 1 a pixel. */
export function flood({ data, width, height }, x, y, tolerance) {
  const like = alike(data, meanColour(data, width, height, x, y), (tolerance * 1.6) ** 2);
  const mask = new Uint8Array(width * height);
  const queue = new Int32Array(width * height);
  like[y * width + x] = 1;
  const reached = collect(y * width + x, like, width, height, queue);
  for (let i = 0; i < reached; i++) mask[queue[i]] = 1;
  return fillHoles(mask, width, height, queue);
}

function meanColour(data, width, height, x, y) {
  const sum = [0, 0, 0];
  let count = 0;
  for (let j = Math.max(0, y - SEED_REACH); j <= Math.min(height - 1, y + SEED_REACH); j++) {
    for (let i = Math.max(0, x - SEED_REACH); i <= Math.min(width - 1, x + SEED_REACH); i++, count++) {
      for (let c = 0; c < 3; c++) sum[c] += data[4 * (j * width + i) + c];
    }
  }
  return sum.map((value) => value / count);
}

// Light counts less than colour: a lawn goes on under the shadow of a tree.
function alike(data, [r, g, b], limit) {
  const light = 0.299 * r + 0.587 * g + 0.114 * b;
  const [u, v] = [b - light, r - light];
  const like = new Uint8Array(data.length / 4);
  for (let at = 0, from = 0; at < like.length; at++, from += 4) {
    const l = 0.299 * data[from] + 0.587 * data[from + 1] + 0.114 * data[from + 2];
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

/** Fills what is enclosed and small: a flower, a stone. */
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

/** How many pixels are set in the 5 x 5 around each, 0 to 25: a mask with soft edges. */
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
  const used = usedRows(soft, width, height);
  const group = Math.max(1, Math.floor(fullHeight / height / ROWS_A_PIXEL));
  for (let y = 0; y < fullHeight; y += group) {
    const v = Math.min(height - 1, Math.max(0, ((y + group / 2) * height) / fullHeight - 0.5));
    const upper = Math.floor(v);
    const lower = Math.min(height - 1, upper + 1);
    if (!used[upper] && !used[lower]) continue;
    const share = v - upper;
    for (let i = 0, a = upper * width, b = lower * width; i < width; i++, a++, b++) row[i] = soft[a] + (soft[b] - soft[a]) * share;
    emitRow(row, fullWidth, (x0, x1) => {
      for (let j = y; j < Math.min(fullHeight, y + group); j++) emit(j, x0, x1);
    });
  }
}

function usedRows(soft, width, height) {
  const used = new Uint8Array(height);
  for (let y = 0; y < height; y++) used[y] = soft.subarray(y * width, (y + 1) * width).some((value) => value > HALF) ? 1 : 0;
  return used;
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
