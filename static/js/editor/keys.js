const TOOLS = { p: "outline", r: "rectangle", g: "ground", b: "brush", e: "eraser", w: "wand", h: "hand" };
const ACTIONS = { i: "invert", "?": "help", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "fit" };
const SIZES = { "[": 1 / 1.25, "]": 1.25 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP_PX = 8;
const BIG_STEP_PX = 40;

/** The keyboard: letters for tools, and a cross on the photo that arrow keys move and Enter clicks with. */
export class Keys {
  constructor(editor, stage, cross) {
    Object.assign(this, { editor, stage, cross, at: null });
    editor.view.addEventListener("change", () => this.placeCross());
    // A button that is disabled while it has the focus leaves it to the body: keys still mean the editor.
    document.addEventListener("focusin", ({ target }) => (this.near = editor.contains(target)));
    stage.addEventListener("blur", () => this.hideCross());
    stage.addEventListener("pointerdown", () => this.hideCross());
  }

  down(event) {
    const { target } = event;
    if (event.defaultPrevented || target.closest?.("dialog[open]")) return;
    if (target === document.body ? !this.near : !this.editor.contains(target)) return;
    const field = target.matches("input:not([type=radio], [type=checkbox], [type=range]), select, textarea");
    if (event.key === "Enter" && target.matches("input")) event.preventDefault();
    if (!field && (this.undoing(event) || this.named(event) || this.letter(event))) event.preventDefault();
  }

  up(event) {
    if (event.key === " ") this.editor.holdSpace(false);
  }

  undoing({ key, ctrlKey, metaKey, shiftKey }) {
    if (!ctrlKey && !metaKey) return false;
    const letter = key.toLowerCase();
    if (letter === "z") this.editor.act(shiftKey ? "redo" : "undo");
    else if (letter === "y") this.editor.act("redo");
    else return false;
    return true;
  }

  named(event) {
    if (event.key === "Escape") return this.escape();
    const onStage = event.target === this.stage;
    if (event.key === " " && onStage) return this.editor.holdSpace(true) ?? true;
    if (!onStage) return false;
    if (ARROWS[event.key]) return this.moveCross(ARROWS[event.key], event);
    if (event.key === "Enter") return this.click(event);
    return false;
  }

  letter({ key, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    const low = key.toLowerCase();
    if (TOOLS[low]) this.editor.select(TOOLS[low]);
    else if (ACTIONS[low]) this.editor.act(ACTIONS[low]);
    else if (SIZES[low]) this.editor.resizeBrush(SIZES[low]);
    else return false;
    return true;
  }

  escape() {
    this.hideCross();
    this.editor.cancelTool();
    return true;
  }

  moveCross([dx, dy], { shiftKey, ctrlKey }) {
    const { view } = this.editor;
    const from = this.at ? view.toScreen(this.at) : { x: view.width / 2, y: view.height / 2 };
    const step = ctrlKey ? 1 : shiftKey ? BIG_STEP_PX : STEP_PX;
    const to = this.at ? { x: from.x + dx * step, y: from.y + dy * step } : from;
    const photo = view.toImage(to);
    this.at = { x: clamp(photo.x, view.imageWidth), y: clamp(photo.y, view.imageHeight) };
    this.clicked = false;
    const { x, y } = view.toScreen(this.at);
    if (x < 0 || y < 0 || x > view.width || y > view.height) view.center(this.at);
    this.placeCross();
    this.editor.hover(this.point({ shiftKey: false }));
    return true;
  }

  // Enter clicks; a second Enter in the same place finishes what the tool has begun.
  click(event) {
    if (!this.at || this.clicked) return this.editor.finishTool() || true;
    this.clicked = true;
    this.editor.clickAt(this.point(event));
    return true;
  }

  point({ shiftKey }) {
    const { x, y } = this.editor.view.toScreen(this.at);
    return { ...this.at, sx: x, sy: y, shiftKey, altKey: false, pointerType: "keyboard", pressure: 1 };
  }

  placeCross() {
    this.cross.hidden = !this.at;
    if (!this.at) return;
    const { x, y } = this.editor.view.toScreen(this.at);
    this.cross.style.transform = `translate(${x}px, ${y}px)`;
  }

  hideCross() {
    this.at = null;
    this.placeCross();
  }
}

const clamp = (value, most) => Math.min(most, Math.max(0, value));
