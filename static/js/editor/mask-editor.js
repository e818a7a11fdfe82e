import { Background } from "./background.js";
import { Drawing } from "./drawing.js";
import { FormFile } from "./form-file.js";
import { Handles } from "./handles.js";
import { Keys, roveToolbar } from "./keys.js";
import { Photo } from "./photo.js";
import { Pointers } from "./pointers.js";
import { Renderer } from "./renderer.js";
import { BrushTool } from "./tools/brush.js";
import { HandTool } from "./tools/hand.js";
import { OutlineTool } from "./tools/outline.js";
import { RectangleTool } from "./tools/rectangle.js";
import { Viewport } from "./viewport.js";

const MOST_DEVICE_PIXELS = 2;
const ZOOM_STEP = 1.4;

class MaskEditor extends HTMLElement {
  connectedCallback() {
    if (this.drawing) return this.listen();
    const { width, height, tiles } = this.dataset;
    this.drawing = new Drawing(Number(width), Number(height));
    this.view = new Viewport(Number(width), Number(height));
    this.photo = new Photo(Number(width), Number(height), tiles);
    this.stage = this.find("stage");
    this.furnish();
    this.tools = {
      outline: new OutlineTool(this),
      rectangle: new RectangleTool(this),
      brush: new BrushTool(this, { on: true }),
      eraser: new BrushTool(this, { on: false }),
      hand: new HandTool(this),
    };
    this.listen();
    this.select("outline");
    this.refresh();
    this.photo.load(this.find("preview")).catch(() => this.say("photo-failed"));
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.listening.abort();
    this.formFile.stop();
  }

  furnish() {
    const { drawing, view, photo, stage } = this;
    this.renderer = new Renderer(this.find("photo"), this.find("mark"), { photo, view, bits: drawing.bits });
    this.handles = new Handles(this.find("lines"), this.find("handles"), view);
    this.pointers = new Pointers(stage, view, this.pointerHandler());
    this.keys = new Keys(this, stage, this.find("cross"));
    this.background = new Background(this.dataset.exportWorker);
    this.formFile = new FormFile(this.find("file"), drawing, this.background, () => this.finishTool());
    drawing.addEventListener("paint", ({ detail }) => this.renderer.invalidateMark(detail.box));
    drawing.addEventListener("step", () => this.refresh());
    drawing.addEventListener("shape", () => this.showShape());
    view.addEventListener("change", () => this.showZoom());
    this.find("handles").addEventListener("pick", ({ detail }) => this.offer("remove-point", detail !== null));
    roveToolbar(this.find("tools"));
  }

  listen() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => this.keys.down(event), { signal });
    document.addEventListener("keyup", (event) => this.keys.up(event), { signal });
    this.addEventListener("input", (event) => this.optionChanged(event), { signal });
    const form = this.find("file").form;
    (form ?? this).addEventListener("click", (event) => this.clicked(event), { signal });
    this.formFile.listen(form);
    this.watch = new ResizeObserver(() => this.measure());
    this.watch.observe(this.stage);
  }

  measure() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth || !clientHeight) return;
    const margin = parseFloat(getComputedStyle(this.stage).getPropertyValue("--stage-margin")) || 0;
    const ratio = Math.min(MOST_DEVICE_PIXELS, devicePixelRatio);
    this.view.resize(clientWidth, clientHeight, ratio, margin);
    this.renderer.resize();
  }

  pointerHandler() {
    const safely = (name) => (detail) => this.safely(() => this.tool[name](detail));
    return {
      down: safely("down"),
      move: safely("move"),
      up: safely("up"),
      cancel: safely("cancel"),
      tap: (point) => this.view.center(point),
      hover: (point) => this.hover(point),
      pen: () => this.reveal("pen"),
    };
  }

  /** What a tool does wrong must not cost the area: its unfinished step is taken back, the rest stays. */
  safely(act) {
    try {
      return act();
    } catch (error) {
      console.error(error);
      this.drawing.rollback();
      this.say("tool-failed");
      return false;
    }
  }

  select(name) {
    if (!this.tools[name]) return;
    this.safely(() => this.tool?.disable());
    this.handles.hide();
    this.drawing.settle();
    this.toolName = this.dataset.tool = name;
    this.tool = this.tools[name];
    for (const button of this.querySelectorAll("button[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === name));
    }
    for (const group of this.querySelectorAll("[data-for]")) group.hidden = !group.dataset.for.split(" ").includes(name);
    this.offer("close-outline", false);
    this.safely(() => this.tool.enable());
    this.showRing(null);
  }

  act(name) {
    const { view } = this;
    const middle = { x: view.width / 2, y: view.height / 2 };
    const acts = {
      undo: () => this.tool.undo() || this.drawing.undo(),
      redo: () => this.drawing.redo(),
      invert: () => this.drawing.invert(),
      clear: () => this.drawing.clear(),
      fit: () => view.fit(),
      "zoom-in": () => view.zoomAt(middle, ZOOM_STEP),
      "zoom-out": () => view.zoomAt(middle, 1 / ZOOM_STEP),
      help: () => this.find("help").showModal(),
      "close-help": () => this.find("help").close(),
      "close-outline": () => this.finishTool(),
      "remove-point": () => this.handles.removePicked(),
    };
    if (acts[name]) this.safely(acts[name]);
  }

  clicked(event) {
    const button = event.target.closest("button[data-tool], [data-act]");
    if (!button) return;
    if (button.dataset.tool) this.select(button.dataset.tool);
    else this.act(button.dataset.act);
  }

  clickAt(point) {
    this.safely(() => {
      this.tool.down(point);
      this.tool.up(point);
    });
  }

  finishTool() {
    return this.safely(() => this.tool.finish());
  }

  cancelTool() {
    this.handles.pick(null);
    this.safely(() => this.tool.cancel());
  }

  holdSpace(held) {
    this.pointers.spaceHeld = held;
    this.toggleAttribute("data-panning", held);
  }

  hover(point) {
    this.showRing(point);
    this.safely(() => this.tool.hover(point));
  }

  showRing(point) {
    const ring = this.find("ring");
    ring.hidden = !point || !this.tool.ring;
    if (ring.hidden) return;
    ring.style.width = ring.style.height = `${this.tool.ring}px`;
    ring.style.transform = `translate(${point.sx}px, ${point.sy}px) translate(-50%, -50%)`;
  }

  resizeBrush(factor) {
    const input = this.querySelector("[data-option=size]");
    input.value = Math.round(Number(input.value) * factor);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  optionChanged({ target }) {
    if (target.dataset.option === "letters") this.keys.setLetters(target.checked);
    if (target.dataset.option === "touch") this.pointers.touchDraws = target.checked;
    if (target.dataset.option) this.safely(() => this.tool.changed(target.dataset.option));
  }

  option(name) {
    const inputs = [...this.querySelectorAll(`[data-option="${name}"]`)];
    if (inputs[0]?.type === "radio") return inputs.find((input) => input.checked)?.value;
    return inputs[0]?.type === "checkbox" ? inputs[0].checked : inputs[0]?.value;
  }

  showShape() {
    const { shape } = this.drawing;
    if (shape) this.safely(() => this.tools[shape.tool].shape(shape));
    else this.handles.hide();
  }

  refresh() {
    const { drawing } = this;
    const { coverage } = drawing;
    this.enable("undo", drawing.history.done.length > 0);
    this.enable("redo", drawing.history.undone.length > 0);
    this.enable("clear", coverage > 0);
    this.find("coverage").textContent = coverage ? this.text("coverage", { percent: percent(coverage) }) : this.text("empty");
    const detail = { coverage, empty: coverage === 0 };
    this.dispatchEvent(new CustomEvent("mask-change", { bubbles: true, detail }));
  }

  showZoom() {
    this.find("zoom").textContent = percent(this.view.scale);
  }

  enable(act, on) {
    for (const button of this.querySelectorAll(`[data-act="${act}"]`)) button.disabled = !on;
  }

  offer(act, on) {
    for (const button of this.querySelectorAll(`[data-act="${act}"]`)) button.hidden = !on;
  }

  reveal(name) {
    for (const element of this.querySelectorAll(`[data-reveal="${name}"]`)) element.hidden = false;
  }

  say(key) {
    this.find("notice").textContent = this.text(key);
  }

  text(key, values = {}) {
    this.texts ??= this.querySelector("template[data-texts]").content;
    const found = this.texts.querySelector(`[data-text="${key}"]`)?.textContent ?? "";
    return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  icon(name) {
    this.icons ??= this.querySelector("template[data-icons]").content;
    return this.icons.querySelector(`[data-icon="${name}"]`).firstElementChild;
  }

  find(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  async exportMask() {
    return this.formFile.fresh();
  }
}

function percent(share) {
  const small = share > 0 && share < 0.1;
  const style = { style: "percent", maximumFractionDigits: small ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang || "en", style).format(share);
}

customElements.define("mask-editor", MaskEditor);
