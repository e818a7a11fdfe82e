import { clamp } from "./geometry.js";
import { ARROWS } from "./view.js";

const ROLL_BACK_MS = 150;
const ROLL_BACK_PX = 10;
const TAP_PX = 5;
const WHEEL_NOTCH_PX = 100;

export class Pointers {
  constructor(editor) {
    const { stage, view } = editor;
    Object.assign(this, { editor, stage, view, active: new Map(), mode: null });
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave", "wheel"]) {
      stage.addEventListener(name, (event) => this[name](event), { passive: false });
    }
    stage.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault());
  }

  pointerdown(event) {
    if (event.target.closest("button")) return;
    this.stage.setPointerCapture(event.pointerId);
    this.measure();
    const point = this.point(event);
    if (event.pointerType === "pen") this.seePen();
    this.active.set(event.pointerId, { ...point, start: point, since: event.timeStamp });
    if (event.pointerType === "touch" && this.touches.length === 2) return this.secondFinger(event);
    if (this.mode) return;
    this.mode = this.pans(event) ? "pan" : event.button === 0 ? "draw" : null;
    this.owner = event.pointerId;
    if (this.mode !== "draw") return;
    // Moving the ring along would cost each move a repaint.
    this.editor.showRing(null);
    this.editor.tell("down", point);
  }

  get touches() {
    return [...this.active.values()].filter(({ pointerType }) => pointerType === "touch");
  }

  get hand() {
    return this.editor.dataset.tool === "hand";
  }

  pans({ pointerType, button }) {
    const { pen, panning } = this.editor.dataset;
    if (pointerType === "touch") return this.hand || (pen === "" && !this.editor.option("touch"));
    return button === 1 || (button === 0 && (this.hand || panning === ""));
  }

  // With a pen there, what a palm drew goes.
  seePen() {
    if (this.mode === "draw") this.editor.tell("cancel");
    if (this.mode) this.active.clear();
    this.mode = null;
    this.editor.toggleAttribute("data-pen", true);
  }

  secondFinger({ timeStamp }) {
    if (this.mode === "draw") {
      const first = this.active.get(this.owner);
      if (timeStamp - first.since > ROLL_BACK_MS && first.moved > ROLL_BACK_PX) return;
      this.editor.tell("cancel");
    }
    this.mode = "pinch";
    this.spread = this.fingers();
  }

  pointermove(event) {
    const finger = this.active.get(event.pointerId);
    if (!finger) return this.hover(event);
    const { sx, sy } = finger;
    Object.assign(finger, this.point(event, finger.start));
    if (this.mode === "pinch") this.pinch();
    else if (event.pointerId !== this.owner) return;
    else if (this.mode === "pan") this.view.panBy(finger.sx - sx, finger.sy - sy);
    else if (this.mode === "draw") this.editor.tell("move", this.between(event, finger));
  }

  between(event, { start }) {
    const events = event.getCoalescedEvents?.() ?? [];
    return (events.length ? events : [event]).map((each) => this.point(each, start));
  }

  hover(event) {
    if (event.pointerType === "touch") return;
    this.measure();
    this.editor.hover(this.point(event));
  }

  pointerleave() {
    if (!this.active.size) this.editor.hover(null);
  }

  pinch() {
    const now = this.fingers();
    if (!now) return;
    this.view.panBy(now.x - this.spread.x, now.y - this.spread.y);
    this.view.zoomAt(now, now.apart / this.spread.apart);
    this.spread = now;
  }

  fingers() {
    const [a, b] = this.touches;
    return b && { x: (a.sx + b.sx) / 2, y: (a.sy + b.sy) / 2, apart: Math.max(1, Math.hypot(a.sx - b.sx, a.sy - b.sy)) };
  }

  pointerup(event) {
    const { mode } = this;
    const finger = this.lift(event);
    if (!finger) return;
    if (mode === "draw" || (this.hand && !finger.dragged)) this.editor.tell("up", this.point(event));
  }

  // Taken by the system: the stroke is kept.
  pointercancel(event) {
    const { mode } = this;
    const finger = this.lift(event);
    if (finger && mode === "draw") this.editor.tell("up", finger);
  }

  lift({ pointerId }) {
    const finger = this.active.get(pointerId);
    this.active.delete(pointerId);
    if (finger && this.mode === "pinch") {
      [this.owner] = this.active.keys();
      this.mode = this.active.size ? "pan" : null;
      return null;
    }
    if (!finger || pointerId !== this.owner) return null;
    this.mode = null;
    return finger;
  }

  wheel(event) {
    event.preventDefault();
    this.measure();
    const { deltaX, deltaY, deltaMode, ctrlKey, metaKey } = event;
    const notched = deltaMode || (!deltaX && Math.abs(deltaY) >= WHEEL_NOTCH_PX);
    if (!ctrlKey && !metaKey && !notched) return this.view.panBy(-deltaX, -deltaY);
    const { sx, sy } = this.point(event);
    const step = deltaMode ? 0.06 : notched ? 0.0018 : 0.01;
    this.view.zoomAt({ x: sx, y: sy }, Math.exp(-deltaY * step));
  }

  measure() {
    this.box = this.stage.getBoundingClientRect();
  }

  point({ clientX, clientY, shiftKey, pointerType, pressure }, start) {
    const [sx, sy] = [clientX - this.box.left, clientY - this.box.top];
    const moved = start ? Math.hypot(sx - start.sx, sy - start.sy) : 0;
    return { ...this.view.toImage({ x: sx, y: sy }), sx, sy, moved, dragged: moved > TAP_PX, shiftKey, pointerType, pressure };
  }
}

const STEP_PX = 8;
const BIG_STEP_PX = 40;

/** The shortcuts that buttons name, and a cross that arrow keys move and Enter clicks with. */
export class Keys {
  constructor(editor) {
    const { stage } = editor;
    Object.assign(this, { editor, stage, cross: editor.find("cross"), at: null });
    editor.view.addEventListener("change", () => this.placeCross());
    for (const name of ["keydown", "keyup"]) document.addEventListener(name, (event) => this[name](event), editor.listening);
    // A disabled button leaves its focus to the body.
    document.addEventListener("focusin", ({ target }) => (this.near = editor.contains(target)), editor.listening);
    for (const name of ["blur", "pointerdown"]) stage.addEventListener(name, () => this.hideCross());
  }

  keydown(event) {
    const { target, key } = event;
    const here = target === document.body ? this.near : this.editor.contains(target);
    if (!here || event.defaultPrevented || target.closest("dialog")) return;
    if (key === "Enter" && target.matches("input")) event.preventDefault();
    if (target.matches("input:not([type=radio], [type=checkbox], [type=range])")) return;
    const act = this.onStage(event) ?? this.named(event) ?? this.shortcut(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  keyup({ key }) {
    if (key === " ") this.editor.toggleAttribute("data-panning", false);
  }

  onStage(event) {
    if (event.target !== this.stage) return null;
    const arrow = ARROWS[event.key];
    if (arrow) return () => this.moveCross(arrow, event);
    return { " ": () => this.editor.toggleAttribute("data-panning", true), Enter: () => this.click(event) }[event.key];
  }

  named({ key }) {
    const resize = (factor) => () => this.editor.setOption("size", Math.round(this.editor.option("size") * factor));
    return { Escape: () => this.escape(), "[": resize(1 / 1.25), "]": resize(1.25) }[key];
  }

  shortcut({ key, ctrlKey, metaKey, altKey, shiftKey }) {
    if (altKey) return null;
    const held = ctrlKey || metaKey ? (shiftKey ? "Control+Shift+" : "Control+") : "";
    const name = held + ("+=".includes(key) ? "Plus" : key.toUpperCase());
    const button = this.editor.querySelector(`[aria-keyshortcuts~="${CSS.escape(name)}"]`);
    return button && (() => button.click());
  }

  escape() {
    this.hideCross();
    this.editor.handles.pick(null);
    this.editor.tell("escape");
  }

  moveCross([dx, dy], { shiftKey, ctrlKey }) {
    const { view } = this.editor;
    const step = ctrlKey ? 1 : shiftKey ? BIG_STEP_PX : STEP_PX;
    const from = this.at && view.toScreen(this.at);
    const { x, y } = view.toImage(from ? { x: from.x + dx * step, y: from.y + dy * step } : view.middle);
    this.at = { x: clamp(x, 0, view.imageWidth), y: clamp(y, 0, view.imageHeight) };
    this.clicked = false;
    const { sx, sy } = this.point();
    if (sx < 0 || sy < 0 || sx > view.width || sy > view.height) view.center(this.at);
    this.placeCross();
    this.editor.hover(this.point());
  }

  // A second Enter in the same place finishes what was begun.
  click({ shiftKey }) {
    if (!this.at || this.clicked) return this.editor.act("done");
    this.clicked = true;
    const point = this.point(shiftKey);
    this.editor.tell("down", point);
    this.editor.tell("up", point);
  }

  point(shiftKey = false) {
    const { x, y } = this.editor.view.toScreen(this.at);
    return { ...this.at, sx: x, sy: y, shiftKey, pointerType: "keyboard", pressure: 1 };
  }

  placeCross() {
    this.cross.hidden = !this.at;
    if (!this.at) return;
    const { sx, sy } = this.point();
    this.cross.style.transform = `translate(${sx}px, ${sy}px)`;
  }

  hideCross() {
    this.at = null;
    this.placeCross();
  }
}
