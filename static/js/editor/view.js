import { apart, clamp } from "./geometry.js";

const MARGIN_PX = 24;
const NARROW_PX = 640;
const MAX_SCALE = 12;
const KEEP_IN_VIEW = 0.25;
const SVG = "http://www.w3.org/2000/svg";
const STEP_PX = 2;
const BIG_STEP_PX = 16;
const DRAG_PX = 3;
const TICK_PX = 6;
const CROWDED_PX = 36;

export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The photo's corner is at x, y, `scale` CSS pixels a photo pixel, `ratio` device pixels a CSS pixel. */
export class Viewport extends EventTarget {
  constructor(imageWidth, imageHeight) {
    super();
    Object.assign(this, { imageWidth, imageHeight, width: 1, height: 1, ratio: 1, scale: 1, x: 0, y: 0, fitted: true });
  }

  resize(width, height, ratio) {
    const middle = this.toImage(this.middle);
    Object.assign(this, { width, height, ratio });
    if (this.fitted) this.fit();
    else this.center(middle);
  }

  get middle() {
    return { x: this.width / 2, y: this.height / 2 };
  }

  get fitScale() {
    const margin = this.width > NARROW_PX ? 2 * MARGIN_PX : 0;
    return Math.max(1e-4, Math.min((this.width - margin) / this.imageWidth, (this.height - margin) / this.imageHeight));
  }

  fit() {
    this.scale = this.fitScale;
    this.center({ x: this.imageWidth / 2, y: this.imageHeight / 2 });
    this.fitted = true;
  }

  zoomAt({ x, y }, factor) {
    const { fitScale } = this;
    const scale = clamp(this.scale * factor, fitScale / 2, Math.max(MAX_SCALE, fitScale));
    const real = scale / this.scale;
    this.moveTo(x - (x - this.x) * real, y - (y - this.y) * real, scale);
  }

  panBy(dx, dy) {
    this.moveTo(this.x + dx, this.y + dy);
  }

  center({ x, y }) {
    this.moveTo(this.width / 2 - x * this.scale, this.height / 2 - y * this.scale);
  }

  moveTo(x, y, scale = this.scale) {
    this.fitted = false;
    this.scale = scale;
    this.x = keep(x, this.imageWidth * scale, this.width);
    this.y = keep(y, this.imageHeight * scale, this.height);
    this.dispatchEvent(new Event("change"));
  }

  toImage({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  toScreen({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }
}

function keep(offset, length, room) {
  const part = Math.min(length, room) * KEEP_IN_VIEW;
  return clamp(offset, part - length, room - part);
}

export class Handles {
  constructor(editor, lines, layer) {
    Object.assign(this, { svg: editor.find(lines), layer: editor.find(layer), view: editor.view });
    Object.assign(this, { picked: null, buttons: [], figures: [], paths: [] });
    this.show({});
    this.view.addEventListener("change", () => this.place());
  }

  show({ lines = [], figures = [], points = [] }) {
    this.model = { lines, figures, points };
    grow(this.buttons, points.length, (index) => this.button(index));
    grow(this.figures, figures.length, () => this.add("span", "figure"));
    grow(this.paths, lines.length, () => this.svg.appendChild(document.createElementNS(SVG, "path")));
    if (this.picked >= points.length) this.pick(null);
    points.forEach(({ kind, label }, i) => {
      this.buttons[i].className = `point point--${kind ?? "corner"}`;
      this.buttons[i].ariaLabel = label;
    });
    figures.forEach(({ text }, i) => (this.figures[i].textContent = text));
    lines.forEach(({ kind }, i) => this.paths[i].setAttribute("class", kind));
    this.place();
  }

  place() {
    const { lines, figures, points } = this.model;
    figures.forEach((figure, i) => this.move(this.figures[i], figure));
    // Where handles crowd, the first stay; zooming in brings back the others.
    const shown = [];
    points.forEach((point, i) => {
      const at = this.move(this.buttons[i], point);
      const crowded = shown.some((other) => apart(other, at) < CROWDED_PX);
      this.buttons[i].hidden = crowded && this.buttons[i] !== document.activeElement;
      if (!this.buttons[i].hidden) shown.push(at);
    });
    lines.forEach((line, i) => this.paths[i].setAttribute("d", this.path(line)));
  }

  move(element, point) {
    const at = this.view.toScreen(point);
    element.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    return at;
  }

  path({ points, closed, ticks = [] }) {
    const at = (point) => {
      const { x, y } = this.view.toScreen(point);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    };
    const strokes = points.map((point, i) => point && (points[i - 1] ? "L" : "M") + at(point));
    const across = ticks.map((tick) => `M${at(tick)}m-${TICK_PX} ${TICK_PX}l${2 * TICK_PX}-${2 * TICK_PX}`);
    return [...strokes, closed && "Z", ...across].filter(Boolean).join("");
  }

  add(name, className) {
    const element = document.createElement(name);
    element.className = className;
    return this.layer.appendChild(element);
  }

  button(index) {
    const button = this.add("button", "point");
    button.type = "button";
    button.addEventListener("pointerdown", (event) => this.drag(event, index));
    button.addEventListener("keydown", (event) => this.key(event, index));
    button.addEventListener("click", (event) => event.detail === 0 && this.pick(index));
    return button;
  }

  drag(down, index) {
    if (down.button !== 0) return;
    down.preventDefault();
    down.stopPropagation();
    const button = down.currentTarget;
    button.focus({ preventScroll: true });
    button.setPointerCapture(down.pointerId);
    const from = this.view.toScreen(this.model.points[index]);
    let moved = false;
    button.onpointermove = (event) => {
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      moved ||= Math.hypot(dx, dy) > DRAG_PX;
      if (moved) this.model.points[index].move(this.view.toImage({ x: from.x + dx, y: from.y + dy }), true);
    };
    button.onlostpointercapture = () => {
      button.onpointermove = button.onlostpointercapture = null;
      if (moved) this.model.points[index]?.end?.();
      else this.pick(index);
    };
  }

  // A picked handle goes where the next click falls.
  pick(index) {
    const press = this.model.points[index]?.press;
    if (press) return press();
    this.picked = this.picked === index ? null : index;
    this.buttons.forEach((button, i) => button.ariaPressed = i === this.picked);
    this.layer.dispatchEvent(new CustomEvent("pick", { detail: this.model.points[this.picked] }));
  }

  putPicked(point) {
    const { picked } = this;
    if (picked === null) return false;
    this.model.points[picked].move(point, true);
    this.model.points[picked]?.end?.();
    this.pick(null);
    return true;
  }

  removePicked() {
    this.model.points[this.picked]?.remove?.();
    this.pick(null);
  }

  key(event, index) {
    const arrow = ARROWS[event.key];
    const handle = this.model.points[index];
    if (arrow) {
      const step = event.shiftKey ? BIG_STEP_PX : STEP_PX;
      const { x, y } = this.view.toScreen(handle);
      handle.move(this.view.toImage({ x: x + arrow[0] * step, y: y + arrow[1] * step }));
      this.model.points[index]?.end?.();
    } else if (["Delete", "Backspace"].includes(event.key) && handle.remove) handle.remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function grow(elements, length, make) {
  while (elements.length > length) elements.pop().remove();
  while (elements.length < length) elements.push(make(elements.length));
}
