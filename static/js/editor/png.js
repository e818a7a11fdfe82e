const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const FILTER_UP = 2;

const CRC = new Uint32Array(256).map((_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** A 1-bit greyscale PNG (white = set) of packed rows, `stride` bytes each. */
export async function encodePng({ width, height, stride, data }) {
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0, to = 0; y < height; y++) {
    // Against the row above, the rows of an area are nearly all zeros: quicker to deflate, and smaller.
    rows[to++] = y ? FILTER_UP : 0;
    const from = y * stride;
    for (let i = from; i < from + stride; i++) rows[to++] = y ? data[i] - data[i - stride] : data[i];
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 1;
  const body = await pump(rows, new CompressionStream("deflate"));
  return concat([new Uint8Array(SIGNATURE), chunk("IHDR", header), chunk("IDAT", body), chunk("IEND", new Uint8Array(0))]);
}

/** Reads a greyscale PNG of 1 or 8 bits without interlacing; null when it is another kind of file. */
export async function decodePng(bytes) {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height, depth, colour, interlaced] = [view.getUint32(16), view.getUint32(20), bytes[24], bytes[25], bytes[28]];
  if (colour !== 0 || interlaced || (depth !== 1 && depth !== 8)) return null;
  const parts = [];
  for (let at = 8; at + 12 <= bytes.length; at += view.getUint32(at) + 12) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const rowBytes = depth === 8 ? width : (width + 7) >> 3;
  const raw = await pump(concat(parts), new DecompressionStream("deflate"));
  if (raw.length < (rowBytes + 1) * height) return null;
  const data = unfilter(raw, rowBytes, height);
  return { width, height, stride: (width + 7) >> 3, data: depth === 1 ? data : threshold(data, width, height) };
}

// One byte a pixel at most, so that "left" is always the byte before.
function unfilter(raw, rowBytes, height) {
  const data = new Uint8Array(rowBytes * height);
  for (let y = 0, at = 0; y < height; y++) {
    const filter = raw[at++];
    const row = y * rowBytes;
    for (let x = 0; x < rowBytes; x++) {
      const left = x ? data[row + x - 1] : 0;
      const up = y ? data[row + x - rowBytes] : 0;
      const corner = x && y ? data[row + x - rowBytes - 1] : 0;
      data[row + x] = raw[at++] + predict(filter, left, up, corner);
    }
  }
  return data;
}

function predict(filter, left, up, corner) {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Grey bytes to packed bits, set from 128 up. */
export function threshold(grey, width, height) {
  const stride = (width + 7) >> 3;
  const data = new Uint8Array(stride * height);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (grey[from++] >= 128) data[y * stride + (x >> 3)] |= 128 >> (x & 7);
  }
  return data;
}

async function pump(bytes, transform) {
  const answer = new Response(new Blob([bytes]).stream().pipeThrough(transform));
  return new Uint8Array(await answer.arrayBuffer());
}

function chunk(name, body) {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i);
  bytes.set(body, 8);
  let crc = 0xffffffff;
  for (let i = 4; i < bytes.length - 4; i++) crc = CRC[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  view.setUint32(body.length + 8, ~crc >>> 0);
  return bytes;
}

function concat(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
