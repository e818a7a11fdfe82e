import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { Bits } from "../../static/js/editor/drawing.js";
import { encodePng } from "../../static/js/editor/png.js";

function sample(width, height) {
  const bits = new Bits(width, height);
  for (let y = 3; y < height - 2; y++) bits.fillRun(y, y % 7, width - (y % 5));
  return bits;
}

function chunks(png) {
  const found = {};
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    const end = at + 8 + png.readUInt32BE(at);
    found[png.toString("latin1", at + 4, at + 8)] = { body: png.subarray(at + 8, end), crc: png.readUInt32BE(end), sum: checksum(png.subarray(at + 4, end)) };
  }
  return found;
}

// Bit by bit, as the PNG specification words it, to hold the table against.
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test("the file is a 1-bit greyscale PNG with right checksums", async () => {
  const png = Buffer.from(await encodePng(sample(40, 30)));
  assert.deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const found = chunks(png);
  assert.deepEqual(Object.keys(found), ["IHDR", "IDAT", "IEND"]);
  for (const { crc, sum } of Object.values(found)) assert.equal(crc, sum);
  assert.deepEqual([...found.IHDR.body], [0, 0, 0, 40, 0, 0, 0, 30, 1, 0, 0, 0, 0]);
});

test("its rows are the bits, at any width", async () => {
  for (const width of [1, 7, 8, 9, 33, 300]) {
    const bits = sample(width, 20);
    const rows = zlib.inflateSync(chunks(Buffer.from(await encodePng(bits))).IDAT.body);
    const bytes = Math.ceil(bits.width / 8);
    assert.equal(rows.length, 20 * (bytes + 1));
    for (let y = 0; y < 20; y++) {
      assert.equal(rows[y * (bytes + 1)], 0);
      const row = rows.subarray(y * (bytes + 1) + 1, (y + 1) * (bytes + 1));
      assert.deepEqual([...row], [...bits.data.subarray(y * bits.stride, y * bits.stride + bytes)]);
    }
  }
});
