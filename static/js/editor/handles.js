const SVG = "http://www.w3.org/2000/svg";
const STEP_PX = 2;
const BIG_STEP_PX = 16;
const DRAG_PX = 3;
const TICK_PX = 6;
const CROWDED_PX = 36;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Lines, figures and handles over the canvases, given in photo coordinates as {lines, figures, points}. */
export class Handles {
  constructor(svg, layer, view) {
    Object.assign(this, { svg, layer, view });
    this.model = { lines: [], figures: [], points: [] };
    this.picked = null;
    this.buttons = [];
    this.figures = [];
    view.addEventListener("change", () => this.place());
  }

  show(model) {
    this.model = { lines: [], figures: [], points: [], ...model };
    const { points, figures } = this.model;
    while (this.buttons.length > points.length) this.buttons.pop().remove();
    while (this.buttons.length < points.length) this.buttons.push(this.button(this.buttons.length));
    while (this.figures.length > figures.length) this.figures.pop().remove();
    while (this.figures.length < figures.length) this.figures.push(this.add("span", "figure"));
    if (this.picked !== null && this.picked >= points.length) this.pick(null);
    points.forEach((point, i) => this.dress(this.buttons[i], point));
    figures.forEach((figure, i) => (this.figures[i].textContent = figure.text));
    this.place();
  }

  hide() {
    this.pick(null);
    this.show({});
  }

  dress(button, { label, kind = "corner", icon }) {
    button.className = `point point--${kind}`;
    if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    if (icon && !button.firstElementChild) button.append(icon);
    if (!icon) button.replaceChildren();
  }

  place() {
    const at = (element, point) => {
      const { x, y } = this.view.toScreen(point);
      element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    };
    this.model.figures.forEach((figure, i) => at(this.figures[i], figure));
    // Where handles crowd, the first stay; zooming in brings back the others.
    const shown = [];
    this.model.points.forEach((point, i) => {
      const { x, y } = this.view.toScreen(point);
      const crowded = shown.some((other) => Math.hypot(other.x - x, other.y - y) < CROWDED_PX);
      this.buttons[i].hidden = crowded && this.buttons[i] !== document.activeElement;
      if (!this.buttons[i].hidden) shown.push({ x, y });
      at(this.buttons[i], point);
    });
    const { lines } = this.model;
    while (this.svg.children.length > lines.length) this.svg.lastChild.remove();
    while (this.svg.children.length < lines.length) this.svg.append(document.createElementNS(SVG, "path"));
    lines.forEach(({ points, kind, closed, ticks = [] }, i) => {
      this.svg.children[i].setAttribute("class", kind);
      this.svg.children[i].setAttribute("d", this.path(points, closed) + ticks.map((point) => this.tick(point)).join(""));
    });
  }

  path(points, closed) {
    let d = "";
    let letter = "M";
    for (const point of points) {
      if (point) {
        const { x, y } = this.view.toScreen(point);
        d += `${letter}${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      letter = point ? "L" : "M";
    }
    return closed ? `${d}Z` : d;
  }

  tick(point) {
    const { x, y } = this.view.toScreen(point);
    return `M${(x - TICK_PX).toFixed(1)} ${(y + TICK_PX).toFixed(1)}l${2 * TICK_PX} ${-2 * TICK_PX}`;
  }

  add(name, className) {
    const element = document.createElement(name);
    element.className = className;
    this.layer.append(element);
    return element;
  }

  button(index) {
    const button = this.add("button", "point");
    button.type = "button";
    button.addEventListener("pointerdown", (event) => this.drag(event, button, index));
    button.addEventListener("keydown", (event) => this.key(event, index));
    button.addEventListener("click", (event) => event.detail === 0 && this.pick(index));
    return button;
  }

  drag(down, button, index) {
    if (down.button !== 0) return;
    down.preventDefault();
    down.stopPropagation();
    button.focus({ preventScroll: true });
    button.setPointerCapture(down.pointerId);
    const from = this.view.toScreen(this.model.points[index]);
    let moved = false;
    const move = (event) => {
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      moved ||= Math.hypot(dx, dy) > DRAG_PX;
      if (moved) this.model.points[index].move(this.view.toImage({ x: from.x + dx, y: from.y + dy }), event);
    };
    const up = () => {
      button.removeEventListener("pointermove", move);
      button.removeEventListener("lostpointercapture", up);
      if (moved) this.model.points[index]?.end();
      else this.pick(index);
    };
    button.addEventListener("pointermove", move);
    button.addEventListener("lostpointercapture", up);
  }

  /** A picked handle goes where the next click falls; picking it again, or null, lets go. */
  pick(index) {
    if (index !== null && this.model.points[index]?.press) return this.model.points[index].press();
    this.picked = this.picked === index ? null : index;
    this.buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === this.picked)));
    this.layer.dispatchEvent(new CustomEvent("pick", { detail: this.picked }));
  }

  putPicked(point, event) {
    if (this.picked === null) return false;
    const handle = this.model.points[this.picked];
    handle.move(point, event);
    this.model.points[this.picked]?.end();
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
      handle.move(this.view.toImage({ x: x + arrow[0] * step, y: y + arrow[1] * step }), { altKey: event.altKey });
      this.model.points[index]?.end();
    } else if ((event.key === "Delete" || event.key === "Backspace") && handle.remove) handle.remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
