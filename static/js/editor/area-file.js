import { threshold } from "./png.js";

const STRIP = 256;
const SAME_SHAPE = 0.02;

/** Any picture the browser reads, as bits: light and opaque is marked. Drawn in strips, no larger than needed. */
export async function readImage(blob, width, height) {
  const image = await createImageBitmap(blob);
  const scale = Math.min(1, width / image.width, height / image.height) || 1;
  const size = { width: Math.max(1, Math.round(image.width * scale)), height: Math.max(1, Math.round(image.height * scale)) };
  const grey = new Uint8Array(size.width * size.height);
  const context = new OffscreenCanvas(size.width, STRIP).getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < size.height; top += STRIP) {
    const rows = Math.min(STRIP, size.height - top);
    context.clearRect(0, 0, size.width, STRIP);
    context.drawImage(image, 0, -top, size.width, size.height);
    const { data } = context.getImageData(0, 0, size.width, rows);
    for (let i = 0, to = top * size.width; i < data.length; i += 4) {
      const light = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
      grey[to++] = (light * data[i + 3]) / 255;
    }
  }
  image.close();
  return { ...size, stride: (size.width + 7) >> 3, data: threshold(grey, size.width, size.height) };
}

/** Bits scaled to width x height; of another shape, they are fitted into the middle and `reshaped` says so. */
export function fitBits(source, width, height) {
  const ratio = source.width / source.height / (width / height);
  const reshaped = Math.abs(ratio - 1) > SAME_SHAPE;
  const across = reshaped ? Math.min(width / source.width, height / source.height) : width / source.width;
  const down = reshaped ? across : height / source.height;
  const left = (width - source.width * across) / 2;
  const top = (height - source.height * down) / 2;
  const stride = (width + 7) >> 3;
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y + 0.5 - top) / down);
    if (row < 0 || row >= source.height) continue;
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x + 0.5 - left) / across);
      if (column < 0 || column >= source.width) continue;
      const bit = source.data[row * source.stride + (column >> 3)] & (128 >> (column & 7));
      if (bit) data[y * stride + (x >> 3)] |= 128 >> (x & 7);
    }
  }
  return { data, reshaped };
}
