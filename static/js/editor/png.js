const STRIP = 256;
const SAME_SHAPE = 0.02;

/** A 1-bit greyscale PNG, white = set. */
export async function encodePng({ width, height, stride, data }) {
  const bytes = (width + 7) >> 3;
  const rows = new Uint8Array((bytes + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, y * stride + bytes), y * (bytes + 1) + 1);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 1);
  const { readable, writable } = new CompressionStream("deflate");
  // A Blob would go through another process.
  const writer = writable.getWriter();
  writer.write(rows);
  writer.close();
  const deflated = await new Response(readable).arrayBuffer();
  const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
  return new Blob([signature, chunk("IHDR", header.buffer), chunk("IDAT", deflated), chunk("IEND", [])]).arrayBuffer();
}

function chunk(name, body) {
  const content = new Uint8Array(body);
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  let crc = -1;
  for (const byte of bytes.subarray(4, -4)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 && 0xedb88320);
  }
  view.setUint32(bytes.length - 4, ~crc);
  return bytes;
}

async function readPicture({ blob, width, height }) {
  const image = await createImageBitmap(blob);
  const [wide, high] = [width / image.width, height / image.height];
  const reshaped = Math.abs(wide / high - 1) > SAME_SHAPE;
  const fit = Math.min(wide, high);
  const [across, down] = reshaped ? [image.width * fit, image.height * fit] : [width, height];
  const stride = ((width + 31) >> 5) << 2;
  const data = new Uint8Array(stride * height);
  const context = new OffscreenCanvas(width, STRIP).getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += STRIP) {
    context.clearRect(0, 0, width, STRIP);
    context.drawImage(image, (width - across) / 2, (height - down) / 2 - top, across, down);
    threshold(context.getImageData(0, 0, width, STRIP).data, width, data.subarray(top * stride), stride);
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

export const jobs = { encode: encodePng, read: readPicture };

// Without a worker the page does the jobs.
if (globalThis.WorkerGlobalScope) {
  addEventListener("message", async ({ data: { id, name, job } }) => {
    const result = await jobs[name](job).catch(() => null);
    postMessage({ id, result });
  });
}
