const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

const CRC = new Uint32Array(256).map((_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** A 1-bit greyscale PNG (white = set) of packed rows, `stride` bytes each. */
export async function encodePng({ width, height, stride, data }) {
  const rows = new Uint8Array((stride + 1) * height);
  // Rows unfiltered: deflate finds the row above by itself, and filtered ones come out no smaller.
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 1);
  const deflated = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
  const chunks = [["IHDR", header.buffer], ["IDAT", await deflated.arrayBuffer()], ["IEND", new ArrayBuffer(0)]];
  const parts = [new Uint8Array(SIGNATURE), ...chunks.map(([name, body]) => chunk(name, new Uint8Array(body)))];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function chunk(name, body) {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i);
  bytes.set(body, 8);
  let crc = 0xffffffff;
  for (let i = 4; i < bytes.length - 4; i++) crc = CRC[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  view.setUint32(body.length + 8, ~crc);
  return bytes;
}
