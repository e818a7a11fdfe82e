import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { Bits } from "../../static/js/editor/bits.js";
import { fitBits } from "../../static/js/editor/area-file.js";
import { decodePng, encodePng } from "../../static/js/editor/png.js";

function sample(width, height) {
  const bits = new Bits(width, height);
  for (let y = 3; y < height - 2; y++) bits.fillRun(y, y % 7, width - (y % 5));
  return bits;
}

test("what is encoded is decoded again, at any width", async () => {
  for (const width of [1, 7, 8, 9, 33, 300]) {
    const bits = sample(width, 20);
    const back = await decodePng(await encodePng(bits));
    assert.deepEqual([back.width, back.height], [width, 20]);
    assert.deepEqual(back.data, bits.data);
  }
});

test("the file is 1-bit greyscale with right checksums", async () => {
  const png = Buffer.from(await encodePng(sample(40, 30)));
  assert.deepEqual([...png.subarray(24, 29)], [1, 0, 0, 0, 0]);
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    const end = at + 8 + png.readUInt32BE(at);
    assert.equal(png.readUInt32BE(end), zlib.crc32 ? zlib.crc32(png.subarray(at + 4, end)) : png.readUInt32BE(end));
  }
});

function greyPng(width, height, filter, pixel) {
  const rows = [];
  for (let y = 0; y < height; y++) {
    rows.push(filter);
    for (let x = 0; x < width; x++) rows.push((pixel(x, y) - predicted(filter, pixel, x, y)) & 255);
  }
  const chunk = (name, body) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length);
    head.write(name, 4);
    return Buffer.concat([head, body, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return new Uint8Array(Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(Buffer.from(rows)))]));
}

function predicted(filter, pixel, x, y) {
  const left = x ? pixel(x - 1, y) : 0;
  const up = y ? pixel(x, y - 1) : 0;
  const corner = x && y ? pixel(x - 1, y - 1) : 0;
  const p = left + up - corner;
  const paeth = [left, up, corner].sort((a, b) => Math.abs(p - a) - Math.abs(p - b))[0];
  return [0, left, up, (left + up) >> 1, paeth][filter];
}

test("8-bit grey is read with every filter, and cut at 128", async () => {
  const pixel = (x, y) => (x * 11 + y * 23) & 255;
  for (const filter of [0, 1, 2, 3]) {
    const read = await decodePng(greyPng(19, 9, filter, pixel));
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 19; x++) assert.equal((read.data[y * read.stride + (x >> 3)] >> (7 - (x & 7))) & 1, +(pixel(x, y) >= 128));
    }
  }
});

test("another kind of file gives null", async () => {
  assert.equal(await decodePng(new Uint8Array([1, 2, 3])), null);
  const colour = await encodePng(sample(8, 8));
  colour[25] = 2;
  assert.equal(await decodePng(colour), null);
});

test("a smaller area is scaled; one of another shape is fitted and said so", () => {
  const half = new Bits(50, 40);
  for (let y = 10; y < 20; y++) half.fillRun(y, 5, 25);
  const { data, reshaped } = fitBits(half, 100, 80);
  const full = Object.assign(new Bits(100, 80), { data });
  assert.equal(reshaped, false);
  assert.deepEqual([full.get(9, 30), full.get(10, 20), full.get(49, 39), full.get(50, 39)], [0, 1, 1, 0]);
  const square = new Bits(40, 40);
  for (let y = 0; y < 40; y++) square.fillRun(y, 0, 40);
  const fitted = fitBits(square, 100, 80);
  const wide = Object.assign(new Bits(100, 80), { data: fitted.data });
  assert.equal(fitted.reshaped, true);
  assert.deepEqual([wide.get(9, 40), wide.get(10, 40), wide.get(89, 0), wide.get(90, 0)], [0, 1, 1, 0]);
});
