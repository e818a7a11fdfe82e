import { Drawing } from "./drawing.js";
import { Keys, Pointers } from "./input.js";
import { Handles, Viewport } from "./view.js";
import { Photo, Renderer } from "./renderer.js";
import { Autosave, Background, FormFile, Uploads } from "./saving.js";
import { Horizon } from "./tools/ground.js";

const MOST_DEVICE_PIXELS = 2;
const ZOOM_STEP = 1.4;
const TOOLS = {};

for (const { dataset: { tool, module } } of document.querySelectorAll("[data-module]")) TOOLS[tool] = (await import(module))[tool];

class MaskEditor extends HTMLElement {
  listening = new AbortController();
  tools = {};

  connectedCallback() {
    const [width, height] = [Number(this.dataset.width), Number(this.dataset.height)];
    this.drawing = new Drawing(width, height);
    this.view = new Viewport(width, height);
    this.photo = new Photo(this.dataset.tiles);
    this.stage = this.find("stage");
    this.furnish();
    for (const name in TOOLS) this.tools[name] = new TOOLS[name](this, name);
    this.select("outline");
    this.refresh();
    this.open();
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  furnish() {
    const { drawing, view } = this;
    this.renderer = new Renderer(this);
    this.handles = new Handles(this, "lines", "handles");
    this.horizon = new Horizon(this);
    this.pointers = new Pointers(this);
    this.keys = new Keys(this);
    this.background = new Background(this.dataset.exportWorker);
    this.formFile = new FormFile(this);
    this.uploads = new Uploads(this);
    this.autosave = new Autosave(this);
    drawing.addEventListener("step", () => this.refresh());
    drawing.addEventListener("shape", () => this.showShape());
    view.addEventListener("change", () => this.put("zoom", this.percent(view.scale)));
    this.closest("form").addEventListener("click", (event) => this.clicked(event), this.listening);
    for (const name of ["input", "change"]) this.addEventListener(name, (event) => this.optionChanged(event));
    this.find("handles").addEventListener("pick", ({ detail }) => this.offer("remove-point", detail?.remove));
  }

  open() {
    new ResizeObserver(() => this.measure()).observe(this.stage);
    // A draft that comes in a stroke would wipe it out.
    this.inert = true;
    const restored = this.autosave.restore().then((found) => {
      this.inert = false;
      if (found) this.say("restored");
    });
    const shown = this.photo.load(this.dataset.preview).catch(() => this.say("photo-failed"));
    Promise.all([restored, shown]).then(() => requestAnimationFrame(() => (this.dataset.ready = "")));
  }

  measure() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth || !clientHeight) return;
    this.view.resize(clientWidth, clientHeight, Math.min(MOST_DEVICE_PIXELS, devicePixelRatio));
    this.renderer.resize();
  }

  // What a tool does wrong costs its own step, not the area.
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

  tell(name, ...details) {
    return this.safely(() => this.tool?.[name]?.(...details));
  }

  select(name) {
    this.tell("disable");
    this.handles.show({});
    this.drawing.settle();
    this.dataset.tool = name;
    this.tool = this.tools[name];
    for (const button of this.querySelectorAll("[data-module]")) button.ariaPressed = button.dataset.tool === name;
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = !part.matches(`[data-for~=${name}]`);
    this.say("");
    this.tell("enable");
    this.showRing(null);
  }

  act(name) {
    const { view, drawing, handles, uploads } = this;
    const acts = {
      undo: () => this.tool.undo?.() || drawing.undo(),
      redo: () => drawing.redo(),
      invert: () => drawing.invert(),
      clear: () => drawing.clear(),
      fit: () => view.fit(),
      "zoom-in": () => view.zoomAt(view.middle, ZOOM_STEP),
      "zoom-out": () => view.zoomAt(view.middle, 1 / ZOOM_STEP),
      help: () => this.find("help").showModal(),
      reuse: () => uploads.reuse(this.dataset.lastMask),
      upload: () => this.find("upload").click(),
      done: () => this.tool.finish?.(),
      "close-help": () => this.find("help").close(),
      only: () => drawing.keepOnlyShape(),
      "remove-point": () => handles.removePicked(),
    };
    this.safely(acts[name]);
  }

  clicked({ target }) {
    const { tool, act } = target.closest("[data-module], [data-act]")?.dataset ?? {};
    if (tool) this.select(tool);
    else if (act) this.act(act);
  }

  // What was begun is sent too.
  finishAll() {
    if (this.dataset.tool !== "ground") this.act("done");
    this.drawing.commit();
  }

  hover(point) {
    this.showRing(point);
    this.tell("hover", point);
  }

  showRing(point) {
    const ring = this.find("ring");
    ring.hidden = !point || !this.tool.ring;
    if (ring.hidden) return;
    ring.style.width = ring.style.height = `${this.tool.ring}px`;
    ring.style.transform = `translate(${point.sx}px, ${point.sy}px) translate(-50%, -50%)`;
  }

  optionChanged({ target, type }) {
    const { option } = target.dataset;
    if (option) this.tell("changed", option, type === "change");
  }

  cameraChanged(final) {
    if (this.horizon.touched) this.find("camera").value = this.horizon.sent;
    this.toggleAttribute("data-ground", this.horizon.sure);
    this.safely(() => this.tools.ground.moved(final));
  }

  showShape() {
    const { shape } = this.drawing;
    this.offer("done", shape?.tool === "ground");
    this.renderer.drawPlain(shape?.tool === "ground");
    if (shape) this.safely(() => this.tools[shape.tool].shape(shape));
    else this.handles.show({});
    this.showButtons();
  }

  refresh() {
    const { bits } = this.drawing;
    const coverage = bits.count / (bits.width * bits.height);
    this.showButtons();
    this.tellCoverage(coverage);
    this.dispatchEvent(new CustomEvent("mask-change", { bubbles: true, detail: { coverage } }));
  }

  showButtons() {
    const { done, undone, bits, shape, alone } = this.drawing;
    this.offer("undo", this.tool.begun || done.length, "disabled");
    this.offer("redo", undone.length, "disabled");
    this.offer("clear", bits.count, "disabled");
    this.offer("only", shape?.points && shape.on && !alone);
  }

  // Known while the area is one shape in metres.
  tellCoverage(coverage) {
    const metres = this.drawing.alone && this.tools.ground.mine;
    if (metres) this.find("camera").value = this.horizon.sent;
    this.find("width-m").value = metres?.whole ? metres.across : "";
    this.put("coverage", coverage ? this.text("coverage", { percent: this.percent(coverage) }) : this.text("empty"));
  }

  tellSaved(state) {
    this.dataset.saved = state;
    this.put("saved", this.text(`saved-${state}`));
    if (/gone|refused|nowhere/.test(state)) this.say(`saved-${state}`);
  }

  find(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  put(part, text) {
    this.find(part).textContent = text;
  }

  say(key) {
    this.put("notice", key && this.text(key));
  }

  text(key, values) {
    const { content } = this.querySelector("template");
    return content.querySelector(`[data-text="${key}"]`).textContent.replace(/\{(\w+)\}/, (_, name) => values[name]);
  }

  offer(act, on, absence = "hidden") {
    for (const button of this.querySelectorAll(`[data-act="${act}"]`)) button[absence] = !on;
  }

  number(value, digits, style = "decimal") {
    const format = { style, minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return new Intl.NumberFormat(document.documentElement.lang, format).format(value + 0);
  }

  percent(share) {
    return this.number(share, share > 0 && share < 0.1 ? 1 : 0, "percent");
  }

  fields(name) {
    return [...this.querySelectorAll(`[data-option="${name}"]`)];
  }

  option(name) {
    const field = this.fields(name).find(({ type, checked }) => type !== "radio" || checked);
    return field.type === "checkbox" ? field.checked : field.value;
  }

  setOption(name, value) {
    for (const field of this.fields(name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
  }
}

customElements.define("mask-editor", MaskEditor);
