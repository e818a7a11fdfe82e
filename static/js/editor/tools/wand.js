import { flood, soften, softRuns } from "../flood.js";
import { Tool } from "./tool.js";

const SMALL = 768;
const TOLERANCE_A_PIXEL = 0.25;

/** Wand: click a colour; the slider, or dragging right and left, says how alike its neighbours must be. */
export class WandTool extends Tool {
  down(point) {
    this.drawing.settle();
    this.start = point;
    this.tolerance = Number(this.editor.option("tolerance"));
    this.place(this.seed(point), this.tolerance);
  }

  move(points) {
    const dragged = (points.at(-1).sx - this.start.sx) * TOLERANCE_A_PIXEL;
    const tolerance = Math.round(Math.min(100, Math.max(2, this.tolerance + dragged)));
    this.editor.setOption("tolerance", tolerance);
    if (this.drawing.shape) this.place(this.drawing.shape.seed, tolerance);
  }

  up() {
    this.drawing.commit();
  }

  cancel() {
    this.drawing.rollback();
  }

  changed(option, final) {
    const { shape } = this.drawing;
    if (shape?.tool !== "wand" || option !== "tolerance") return;
    if (final) this.drawing.commit();
    else this.place(shape.seed, Number(this.editor.option("tolerance")));
  }

  shape(shape) {
    this.editor.handles.hide();
    this.editor.setOption("tolerance", shape.tolerance);
  }

  seed({ x, y }) {
    const { width, height } = this.small();
    const { bits } = this.drawing;
    const inside = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
    return { x: inside((x * width) / bits.width, width), y: inside((y * height) / bits.height, height) };
  }

  place(seed, tolerance) {
    const small = this.small();
    const { width, height } = this.drawing.bits;
    const soft = soften(flood(small, seed.x, seed.y, tolerance), small.width, small.height);
    const raster = (emit) => softRuns(soft, small.width, small.height, width, height, emit);
    this.drawing.place({ tool: "wand", on: this.adds, seed, tolerance, raster }, { live: true });
  }

  // Averaged down, so that blades of grass become lawn.
  small() {
    if (this.pixels) return this.pixels;
    const level = this.editor.photo.levels.at(-1);
    if (!level) throw new Error("The photo is not there yet");
    const shrink = Math.min(1, SMALL / Math.max(level.width, level.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(level.width * shrink)), Math.max(1, Math.round(level.height * shrink)));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(level, 0, 0, canvas.width, canvas.height);
    return (this.pixels = context.getImageData(0, 0, canvas.width, canvas.height));
  }
}
