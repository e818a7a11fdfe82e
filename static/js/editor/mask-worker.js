import { encodePng } from "./png.js";

const STRIP = 256;
const SAME_SHAPE = 0.02;

async function read({ blob, width, height }) {
  const image = await createImageBitmap(blob);
  const ratio = image.width / image.height / (width / height);
  const reshaped = Math.abs(ratio - 1) > SAME_SHAPE;
  const across = reshaped ? Math.min(1, ratio) * width : width;
  const down = reshaped ? Math.min(1, 1 / ratio) * height : height;
  const stride = (width + 7) >> 3;
  const data = new Uint8Array(stride * height);
  const context = new OffscreenCanvas(width, STRIP).getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += STRIP) {
    context.clearRect(0, 0, width, STRIP);
    context.drawImage(image, (width - across) / 2, (height - down) / 2 - top, across, down);
    const rows = Math.min(STRIP, height - top);
    threshold(context.getImageData(0, 0, width, rows).data, width, data.subarray(top * stride), stride);
  }
  image.close();
  return { data, reshaped };
}

function threshold(pixels, width, data, stride) {
  for (let i = 0, x = 0, row = 0; i < pixels.length; i += 4) {
    const light = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
    if (light * pixels[i + 3] >= 128 * 255) data[row + (x >> 3)] |= 128 >> (x & 7);
    if (++x === width) [x, row] = [0, row + stride];
  }
}

addEventListener("message", async ({ data: { id, name, job } }) => {
  try {
    postMessage({ id, result: await (name === "read" ? read(job) : encodePng(job)) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
});
