const MOST = 8;
const STEP = 1.4;
const NUDGE = 0.08;

/**
 * Zoom and pan, shared by any number of stages of one size: wheel, pinch, drag, double click and keys.
 * The place is kept in parts of a stage, so that the same place shows in each of them.
 */
export class ZoomView {
  constructor(stages, changed = () => {}) {
    this.stages = stages;
    this.changed = changed;
    this.pointers = new Map();
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const stage of stages) {
      stage.addEventListener("wheel", (event) => this.wheel(event, stage), { signal, passive: false });
      stage.addEventListener("dblclick", (event) => this.zoom(this.scale > 1.05 ? 0 : 2.5, at(event, stage)), { signal });
      stage.addEventListener("pointerdown", (event) => this.down(event, stage), { signal });
      stage.addEventListener("pointermove", (event) => this.move(event, stage), { signal });
      for (const end of ["pointerup", "pointercancel"]) {
        stage.addEventListener(end, (event) => this.pointers.delete(event.pointerId), { signal });
      }
      stage.addEventListener("keydown", (event) => this.key(event), { signal });
    }
    this.fit();
  }

  stop() {
    this.listening.abort();
  }

  fit() {
    this.scale = 1;
    this.x = this.y = 0;
    this.show();
  }

  zoomIn() {
    this.zoom(STEP);
  }

  zoomOut() {
    this.zoom(1 / STEP);
  }

  /** Times `factor` around a point; a factor of 0 shows the whole. */
  zoom(factor, [x, y] = [0.5, 0.5]) {
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.show();
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.show();
  }

  wheel(event, stage) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), at(event, stage));
  }

  down(event, stage) {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, at(event, stage));
  }

  move(event, stage) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event, stage);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (!other) {
      this.pan(now[0] - before[0], now[1] - before[1]);
      return;
    }
    // Of two fingers one moves at a time: the point half-way goes half as far.
    this.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    const box = stage.getBoundingClientRect();
    this.zoom(apart(now, other, box) / apart(before, other, box), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      "+": () => this.zoomIn(),
      "=": () => this.zoomIn(),
      "-": () => this.zoomOut(),
      0: () => this.fit(),
      ArrowLeft: () => this.pan(NUDGE, 0),
      ArrowRight: () => this.pan(-NUDGE, 0),
      ArrowUp: () => this.pan(0, NUDGE),
      ArrowDown: () => this.pan(0, -NUDGE),
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    moves[event.key]();
  }

  show() {
    this.x = Math.min(0, Math.max(1 - this.scale, this.x));
    this.y = Math.min(0, Math.max(1 - this.scale, this.y));
    for (const stage of this.stages) {
      const world = stage.querySelector("[data-world]");
      world.style.setProperty("transform", `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`);
      stage.toggleAttribute("data-zoomed", this.scale > 1);
    }
    this.changed(this.scale);
  }
}

function at({ clientX, clientY }, stage) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

function apart(one, other, { width, height }) {
  return Math.max(1, Math.hypot((one[0] - other[0]) * width, (one[1] - other[1]) * height));
}

/** The buttons for it, wherever they are in `place`; the output says how much larger. */
export function zoomButtons(place, view, signal) {
  const acts = { in: () => view.zoomIn(), out: () => view.zoomOut(), fit: () => view.fit() };
  for (const [name, act] of Object.entries(acts)) {
    place.querySelector(`[data-act=${name}]`).addEventListener("click", act, { signal });
  }
}

export function scaleWords(scale) {
  return `×${scale.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })}`;
}
