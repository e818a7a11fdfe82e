import { Autosave } from "./autosave.js";
import { Background, FormFile, Uploads } from "./files.js";
import { Horizon } from "./ground.js";
import { Handles } from "./handles.js";
import { Drawing } from "./history.js";
import { Keys } from "./keys.js";
import { PageParts } from "./page.js";
import { Photo } from "./photo.js";
import { Pointers } from "./pointers.js";
import { Renderer } from "./renderer.js";
import { BrushTool, HandTool } from "./tools/brush.js";
import { GroundTool } from "./tools/ground.js";
import { OutlineTool } from "./tools/outline.js";
import { RectangleTool } from "./tools/rectangle.js";
import { WandTool } from "./tools/wand.js";
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
      ground: new GroundTool(this),
      brush: new BrushTool(this, { on: true }),
      eraser: new BrushTool(this, { on: false }),
      wand: new WandTool(this),
      hand: new HandTool(this),
    };
    this.listen();
    this.select("outline");
    this.refresh();
    this.photo.load(this.find("preview")).then(
      () => requestAnimationFrame(() => this.toggleAttribute("data-ready", true)),
      () => this.say("photo-failed"),
    );
    this.restored = this.autosave.restore((blob) => this.uploads.read(blob));
    this.restored.then((found) => found && this.say("restored"));
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.listening.abort();
  }

  furnish() {
    const { drawing, view, photo, stage } = this;
    this.parts = new PageParts(this);
    this.renderer = new Renderer(this.find("photo"), this.find("mark"), { photo, view, bits: drawing.bits });
    this.handles = new Handles(this.find("lines"), this.find("handles"), view);
    this.pointers = new Pointers(stage, view, this.pointerHandler());
    this.keys = new Keys(this, stage, this.find("cross"));
    this.background = new Background(this.dataset.exportWorker);
    this.formFile = new FormFile(this.find("file"), drawing, this.background, () => this.finishAll());
    this.uploads = new Uploads(this, this.find("upload"));
    this.horizon = new Horizon(this, new Handles(this.find("horizon-line"), this.find("horizon-handles"), view), this.dataset.groundUrl);
    const { photoId, draftUrl: url } = this.dataset;
    this.autosave = new Autosave({ drawing, photo: photoId, formFile: this.formFile, url, tell: (state) => this.tellSaved(state) });
    this.follow();
  }

  follow() {
    const { drawing, view } = this;
    drawing.addEventListener("paint", ({ detail }) => this.renderer.invalidateMark(detail.box));
    drawing.addEventListener("step", () => this.refresh());
    drawing.addEventListener("shape", () => this.showShape());
    view.addEventListener("change", () => this.showZoom());
    this.find("handles").addEventListener("pick", ({ detail }) => this.offer("remove-point", Boolean(this.handles.model.points[detail]?.remove)));
  }

  listen() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => this.keys.down(event), { signal });
    document.addEventListener("keyup", (event) => this.keys.up(event), { signal });
    for (const name of ["input", "change"]) this.addEventListener(name, (event) => this.optionChanged(event), { signal });
    this.autosave.listen(signal);
    const form = this.find("file").form;
    (form ?? this).addEventListener("click", (event) => this.clicked(event), { signal });
    this.formFile.listen(signal);
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
      // The cursor says where a stroke is: moving the ring too would cost each move a repaint.
      down: (point) => (this.showRing(null), safely("down")(point)),
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
    this.showOptions();
    this.offer("close-outline", false);
    this.say("");
    this.safely(() => this.tool.enable());
    this.showRing(null);
  }

  showOptions() {
    for (const group of this.querySelectorAll("[data-for]")) {
      const idle = group.dataset.needs === "ground" && !this.horizon.sure;
      group.hidden = idle || !group.dataset.for.split(" ").includes(this.toolName);
    }
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
      reuse: () => this.uploads.reuse(this.dataset.lastMask),
      upload: () => this.find("upload").click(),
      done: () => this.finishTool(),
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
    if (this.find("menu").contains(button)) this.find("menu").open = false;
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

  // Before the area leaves the page: what was begun belongs to it.
  finishAll() {
    if (!["ground", "hand"].includes(this.toolName)) this.finishTool();
    this.drawing.commit();
  }

  cancelTool() {
    this.handles.pick(null);
    this.safely(() => this.tool.escape());
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
    const { min, max } = this.parts.fields("size")[0];
    const size = Math.round(this.parts.option("size") * factor);
    this.parts.setOption("size", Math.min(max, Math.max(min, size)));
  }

  optionChanged({ target, type }) {
    const { option } = target.dataset;
    if (!option) return;
    if (option === "touch") this.pointers.touchDraws = target.checked;
    this.safely(() => this.tool.changed(option, type === "change"));
  }

  cameraChanged(final) {
    if (this.horizon.touched) this.find("camera").value = this.horizon.sent;
    this.showOptions();
    this.safely(() => this.tools.ground.moved(final));
  }

  showShape() {
    const { shape } = this.drawing;
    this.offer("done", shape?.tool === "ground");
    this.renderer.hatched = shape?.tool !== "ground";
    if (shape) this.safely(() => this.tools[shape.tool].shape(shape));
    else this.handles.hide();
  }

  refresh() {
    const { coverage } = this.drawing;
    this.showButtons();
    this.tellCoverage(coverage);
    const detail = { coverage, empty: coverage === 0 };
    this.dispatchEvent(new CustomEvent("mask-change", { bubbles: true, detail }));
  }

  showButtons() {
    const { history } = this.drawing;
    this.enable("undo", this.tool?.begun || history.done.length > 0);
    this.enable("redo", history.undone.length > 0);
    this.enable("clear", this.drawing.bits.count > 0);
  }

  // Known in metres only while the whole area is one shape that was placed in metres.
  tellCoverage(coverage) {
    const metres = this.tools.ground.alone ? this.drawing.shape : null;
    if (metres) this.find("camera").value = this.horizon.sent;
    this.find("width-m").value = metres?.whole ? metres.across : "";
    this.find("square").textContent = metres ? this.parts.text("square", { n: this.parts.number(metres.square, 0) }) : "";
    this.find("coverage").textContent = coverage ? this.parts.text("coverage", { percent: this.parts.percent(coverage) }) : this.parts.text("empty");
  }

  tellSaved(state) {
    const line = this.find("saved");
    line.textContent = this.parts.text(`saved-${state}`);
    if (state === "device" || state === "server") line.prepend(this.parts.icon("check"));
    if (state === "gone" || state === "refused" || state === "nowhere") this.say(`saved-${state}`);
  }

  showZoom() {
    this.find("zoom").textContent = this.parts.percent(this.view.scale);
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
    this.find("notice").textContent = key ? this.parts.text(key) : "";
  }

  find(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  async exportMask() {
    return this.formFile.fresh();
  }
}

customElements.define("mask-editor", MaskEditor);
