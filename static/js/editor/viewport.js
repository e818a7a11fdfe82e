const MAX_SCALE = 12;
const KEEP_IN_VIEW = 0.25;

export class Viewport extends EventTarget {
  constructor(imageWidth, imageHeight) {
    super();
    Object.assign(this, { imageWidth, imageHeight, width: 1, height: 1, ratio: 1, margin: 0, scale: 1, x: 0, y: 0 });
    this.fitted = true;
  }

  resize(width, height, ratio, margin) {
    const middle = this.toImage({ x: this.width / 2, y: this.height / 2 });
    Object.assign(this, { width, height, ratio, margin });
    if (this.fitted) return this.fit();
    this.x = width / 2 - middle.x * this.scale;
    this.y = height / 2 - middle.y * this.scale;
    this.changed();
  }

  get fitScale() {
    const across = (this.width - 2 * this.margin) / this.imageWidth;
    return Math.max(1e-4, Math.min(across, (this.height - 2 * this.margin) / this.imageHeight));
  }

  fit() {
    this.scale = this.fitScale;
    this.x = (this.width - this.imageWidth * this.scale) / 2;
    this.y = (this.height - this.imageHeight * this.scale) / 2;
    this.fitted = true;
    this.changed();
  }

  zoomAt(point, factor) {
    const smallest = this.fitScale / 2;
    const scale = Math.min(Math.max(MAX_SCALE, this.fitScale), Math.max(smallest, this.scale * factor));
    const real = scale / this.scale;
    this.moveTo(point.x - (point.x - this.x) * real, point.y - (point.y - this.y) * real, scale);
  }

  panBy(dx, dy) {
    this.moveTo(this.x + dx, this.y + dy, this.scale);
  }

  center(point) {
    this.moveTo(this.width / 2 - point.x * this.scale, this.height / 2 - point.y * this.scale, this.scale);
  }

  moveTo(x, y, scale) {
    this.fitted = false;
    this.scale = scale;
    this.x = keep(x, this.imageWidth * scale, this.width);
    this.y = keep(y, this.imageHeight * scale, this.height);
    this.changed();
  }

  toImage({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  toScreen({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function keep(offset, length, room) {
  const part = Math.min(length, room) * KEEP_IN_VIEW;
  return Math.min(room - part, Math.max(part - length, offset));
}
