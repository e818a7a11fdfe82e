import { Camera } from "./ground.js";

const SURE = 0.3;

/** The camera of the photo: estimated by the server, else level; put right by dragging the horizon. */
export class Horizon {
  constructor(editor, handles, url) {
    Object.assign(this, { editor, handles, url, asked: null, shown: false, touched: false });
    const { width, height } = editor.drawing.bits;
    this.camera = new Camera({ width, height });
    this.known = false;
  }

  /** Asks the server once; an answer that comes after the person set the horizon is left aside. */
  ask() {
    this.asked ??= this.fetch().finally(() => this.offer());
    if (this.known || this.failed) this.offer();
    return this.asked;
  }

  async fetch() {
    try {
      const answer = this.url && (await fetch(this.url, { headers: { Accept: "application/json" } }));
      if (!answer || answer.status !== 200) throw new Error("no estimate");
      const told = await answer.json();
      if (this.touched) return;
      const { width, height } = this.camera;
      const camera = { focal: told.focal_px, pitch: told.pitch_deg, roll: told.roll_deg, yaw: told.yaw_deg, confidence: told.confidence };
      if (!Object.values(camera).every(Number.isFinite)) throw new Error("no estimate");
      this.camera = new Camera({ width, height, ...camera });
      this.known = true;
      this.editor.cameraChanged(true);
    } catch {
      this.failed = true;
    }
  }

  get sure() {
    return this.known && this.camera.confidence >= SURE;
  }

  // An unsure estimate shows its horizon at once, so that the person can put it right.
  offer() {
    if (this.editor.toolName !== "ground" || this.touched || this.camera.confidence >= SURE) return;
    this.editor.setOption("horizon", true);
    this.editor.say("horizon-hint");
    this.toggle(true);
  }

  toggle(shown) {
    this.shown = shown;
    this.show();
  }

  hide() {
    this.shown = false;
    this.editor.setOption("horizon", false);
    this.show();
  }

  show() {
    if (!this.shown) return this.handles.show({});
    const { width } = this.camera;
    const [left, right] = [this.camera.horizon(0), this.camera.horizon(width)];
    const at = (share) => ({ x: width * share, y: left + (right - left) * share });
    const handle = (share, label, move) => ({ ...at(share), kind: "turn", label: this.editor.text(label), move, end: () => this.editor.cameraChanged(true) });
    const shift = ({ y }) => this.set(left + y - at(0.5).y, right + y - at(0.5).y);
    this.handles.show({
      lines: [{ kind: "horizon", points: [{ x: 0, y: left }, { x: width, y: right }] }],
      points: [
        handle(0.08, "horizon-left", ({ y }) => this.set(left + (y - at(0.08).y) / 0.92, right)),
        handle(0.5, "horizon-middle", shift),
        handle(0.92, "horizon-right", ({ y }) => this.set(left, right + (y - at(0.92).y) / 0.92)),
      ],
    });
  }

  set(left, right) {
    this.camera = this.camera.withHorizon(left, right);
    this.touched = this.known = true;
    this.show();
    this.editor.cameraChanged(false);
  }

  /** What goes with the drawing: three numbers, as the server's field `camera` takes them. */
  get sent() {
    const round = (value) => Math.round(value * 1000) / 1000;
    const { focal, pitch, roll } = this.camera;
    return JSON.stringify({ focal_px: round(focal), pitch_deg: round(pitch), roll_deg: round(roll) });
  }
}
