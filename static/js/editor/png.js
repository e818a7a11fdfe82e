const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const STRIP = 256;
const SAME_SHAPE = 0.02;

const CRC = new Uint32Array(256).map((_, n) => {
  for (let bit = 0; bit < 8; bit++) n = (n >>> 1) ^ (n & 1 && 0xedb88320);
  return n;
});

/** A 1-bit greyscale PNG, white = set. */
export async function encodePng({ width, height, stride, data }) {
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 1);
  const deflated = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
  const parts = [chunk("IHDR", header.buffer), chunk("IDAT", await deflated.arrayBuffer()), chunk("IEND", new ArrayBuffer(0))];
  return new Blob([new Uint8Array(SIGNATURE), ...parts]).arrayBuffer();
}

function chunk(name, body) {
  const bytes = new Uint8Array(body.byteLength + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.byteLength);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(new Uint8Array(body), 8);
  let crc = -1;
  for (const byte of bytes.subarray(4, -4)) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  view.setUint32(bytes.length - 4, ~crc);
  return bytes;
}

async function readPicture({ blob, width, height }) {
  const image = await createImageBitmap(blob);
  const [wide, high] = [width / image.width, height / image.height];
  const reshaped = Math.abs(wide / high - 1) > SAME_SHAPE;
  const fit = Math.min(wide, high);
  const [across, down] = reshaped ? [image.width * fit, image.height * fit] : [width, height];
  const stride = (width + 7) >> 3;
  const data = new Uint8Array(stride * height);
  const context = new OffscreenCanvas(width, STRIP).getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += STRIP) {
    context.clearRect(0, 0, width, STRIP);
    context.drawImage(image, (width - across) / 2, (height - down) / 2 - top, across, down);
    threshold(context.getImageData(0, 0, width, STRIP).data, width, data.subarray(top * stride));
  }
  image.close();
  return { data, reshaped };
}

function threshold(pixels, width, data) {
  const stride = (width + 7) >> 3;
  for (let i = 0, x = 0, row = 0; i < pixels.length; i += 4) {
    const light = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
    if (light * pixels[i + 3] >= 128 * 255) data[row + (x >> 3)] |= 128 >> (x & 7);
    if (++x === width) [x, row] = [0, row + stride];
  }
}

export const jobs = { encode: encodePng, read: readPicture };

// Without a worker the page does the jobs.
if (globalThis.WorkerGlobalScope) {
  addEventListener("message", async ({ data: { id, name, job } }) => {
    const result = await jobs[name](job).catch(() => null);
    postMessage({ id, result });
  });
}
