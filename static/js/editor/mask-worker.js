import { decodePng, encodePng } from "./png.js";
import { fitBits, readImage } from "./area-file.js";

const jobs = {
  encode: (job) => encodePng(job).then((png) => png.buffer),
  async read({ blob, width, height }) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const source = (await decodePng(bytes).catch(() => null)) ?? (await readImage(blob, width, height));
    return fitBits(source, width, height);
  },
};

addEventListener("message", async ({ data: { id, name, job } }) => {
  try {
    postMessage({ id, result: await jobs[name](job) });
  } catch (error) {
    postMessage({ id, error: error.code ?? "unreadable" });
  }
});
