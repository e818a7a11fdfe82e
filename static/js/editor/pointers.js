const ROLL_BACK_MS = 150;
const ROLL_BACK_PX = 10;
const TAP_PX = 5;

/** One finger, pen or mouse draws, by calls of `handler`; two fingers move and pinch the view. */
export class Pointers {
  constructor(stage, view, handler) {
    Object.assign(this, { stage, view, handler });
    this.active = new Map();
    this.mode = null;
    this.hand = false;
    this.spaceHeld = false;
    this.penSeen = false;
    this.touchDraws = true;
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave", "wheel"]) {
      stage.addEventListener(name, (event) => this[name](event), { passive: false });
    }
    // The middle button moves the photo; the browser would scroll the page.
    stage.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault());
  }

  pointerdown(event) {
    if (event.target.closest("button, input")) return;
    this.box = this.stage.getBoundingClientRect();
    this.stage.setPointerCapture(event.pointerId);
    const point = this.point(event);
    if (event.pointerType === "pen") this.seePen();
    this.active.set(event.pointerId, { ...point, startX: point.sx, startY: point.sy, since: performance.now() });
    if (event.pointerType === "touch" && this.touches.length === 2) return this.secondFinger();
    if (this.mode) return;
    this.mode = this.pans(event) ? "pan" : event.button === 0 ? "draw" : null;
    this.owner = event.pointerId;
    if (this.mode === "draw") this.handler.down(point);
  }

  get touches() {
    return [...this.active.values()].filter((finger) => finger.pointerType === "touch");
  }

  pans(event) {
    if (event.pointerType === "touch") return this.hand || !this.touchDraws;
    return event.button === 1 || (event.button === 0 && (this.hand || this.spaceHeld));
  }

  // A resting palm must neither draw nor keep what it drew once a pen is there.
  seePen() {
    if (this.mode === "draw") this.handler.cancel();
    if (this.mode) this.active.clear();
    this.mode = null;
    if (this.penSeen) return;
    this.penSeen = true;
    this.touchDraws = false;
    this.handler.pen();
  }

  secondFinger() {
    if (this.mode === "draw") {
      const first = this.active.get(this.owner);
      const moved = Math.hypot(first.sx - first.startX, first.sy - first.startY);
      if (performance.now() - first.since > ROLL_BACK_MS && moved > ROLL_BACK_PX) return;
      this.handler.cancel();
    }
    this.mode = "pinch";
    this.spread = this.measure();
  }

  pointermove(event) {
    const finger = this.active.get(event.pointerId);
    if (!finger) return this.hover(event);
    const before = { ...finger };
    Object.assign(finger, this.point(event));
    if (this.mode === "pinch") this.pinch();
    else if (event.pointerId !== this.owner) return;
    else if (this.mode === "pan") this.view.panBy(finger.sx - before.sx, finger.sy - before.sy);
    else if (this.mode === "draw") this.handler.move(this.between(event));
  }

  between(event) {
    const events = event.getCoalescedEvents?.() ?? [];
    return (events.length ? events : [event]).map((each) => this.point(each));
  }

  hover(event) {
    if (event.pointerType === "touch") return;
    this.box = this.stage.getBoundingClientRect();
    this.handler.hover(this.point(event));
  }

  pointerleave() {
    if (!this.active.size) this.handler.hover(null);
  }

  pinch() {
    const now = this.measure();
    if (!now) return;
    this.view.panBy(now.x - this.spread.x, now.y - this.spread.y);
    this.view.zoomAt(now, now.apart / this.spread.apart);
    this.spread = now;
  }

  measure() {
    const [a, b] = this.touches;
    if (!b) return null;
    const apart = Math.max(1, Math.hypot(a.sx - b.sx, a.sy - b.sy));
    return { x: (a.sx + b.sx) / 2, y: (a.sy + b.sy) / 2, apart };
  }

  pointerup(event) {
    const finger = this.active.get(event.pointerId);
    if (!finger) return;
    this.active.delete(event.pointerId);
    if (this.mode === "pinch") return this.afterPinch();
    if (event.pointerId !== this.owner) return;
    const mode = this.mode;
    this.mode = null;
    if (mode === "draw") this.handler.up(this.point(event));
    const moved = Math.hypot(finger.sx - finger.startX, finger.sy - finger.startY);
    if (mode === "pan" && this.hand && moved < TAP_PX) this.handler.tap(this.point(event));
  }

  // The stroke so far is kept: the system takes a pointer away for its own reasons.
  pointercancel(event) {
    const finger = this.active.get(event.pointerId);
    if (!finger) return;
    this.active.delete(event.pointerId);
    if (this.mode === "pinch") return this.afterPinch();
    if (event.pointerId !== this.owner) return;
    if (this.mode === "draw") this.handler.up(finger);
    this.mode = null;
  }

  afterPinch() {
    const [left] = this.active.keys();
    this.mode = left === undefined ? null : "pan";
    this.owner = left;
  }

  wheel(event) {
    event.preventDefault();
    this.box = this.stage.getBoundingClientRect();
    const { sx, sy } = this.point(event);
    const notched = event.deltaMode !== 0 || (event.deltaX === 0 && Math.abs(event.deltaY) >= 100);
    const pixels = event.deltaY * (event.deltaMode === 1 ? 33 : 1);
    if (event.ctrlKey || event.metaKey || notched) {
      this.view.zoomAt({ x: sx, y: sy }, Math.exp(-pixels * (notched ? 0.0018 : 0.01)));
    } else this.view.panBy(-event.deltaX, -event.deltaY);
  }

  point(event) {
    const sx = event.clientX - this.box.left;
    const sy = event.clientY - this.box.top;
    const { shiftKey, altKey, pointerType, pressure } = event;
    return { ...this.view.toImage({ x: sx, y: sy }), sx, sy, shiftKey, altKey, pointerType, pressure };
  }
}
