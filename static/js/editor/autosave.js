const SERVER_PAUSE_MS = 2500;
const RETRY_MS = [5000, 15000, 60000];
const GONE = [404, 410];
const REFUSED = [400, 401, 403, 413, 415, 422];

/**
 * Keeps the area safe: changed tiles on this device after each step, the whole on the server a little later.
 * `tell(state)` is given "device", "server", "offline", "gone", "refused" or "nowhere".
 */
export class Autosave {
  constructor({ drawing, drafts, formFile, url, tell }) {
    Object.assign(this, { drawing, drafts, formFile, url, tell });
    this.changed = new Set();
    this.onDevice = this.onServer = true;
    this.stopped = false;
    this.tries = 0;
    drawing.addEventListener("step", ({ detail }) => this.step(detail.tiles));
    drawing.addEventListener("file", () => this.later(SERVER_PAUSE_MS));
  }

  listen(signal) {
    addEventListener("online", () => this.later(0), { signal });
    addEventListener("beforeunload", (event) => this.unsafe && event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.send(), { signal });
  }

  get unsafe() {
    return !this.onDevice && !this.onServer;
  }

  step(tiles) {
    const all = this.drawing.bits.counts.keys();
    for (const tile of tiles ?? all) this.changed.add(tile);
    if (!this.changed.size) return;
    this.onDevice = this.onServer = false;
    this.tries = 0;
    this.keep();
  }

  keep() {
    this.keeping ??= this.keepChanged().finally(() => (this.keeping = null));
    return this.keeping;
  }

  async keepChanged() {
    try {
      while (this.changed.size) {
        const tiles = [...this.changed].map((tile) => [tile, this.drawing.bits.readTile(tile)]);
        this.changed.clear();
        await this.drafts.save(tiles, false);
      }
      this.onDevice = true;
      this.tell("device");
    } catch {
      this.tell("nowhere");
    }
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.onServer && !this.stopped) this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.onServer || this.stopped || !this.url || !this.formFile.png || this.formFile.stale) return;
    const png = this.formFile.png;
    try {
      const answer = await this.post(png);
      if (answer.ok) await this.sent(png);
      else if (GONE.includes(answer.status)) this.stop("gone");
      else if (REFUSED.includes(answer.status)) this.stop("refused");
      else throw new Error(`status ${answer.status}`);
    } catch {
      this.tell(this.onDevice ? "offline" : "nowhere");
      this.later(RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    }
  }

  post(png) {
    const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
    const headers = { "Content-Type": "image/png", "X-CSRFToken": token };
    return fetch(this.url, { method: "POST", headers, body: png, keepalive: png.byteLength < 60000 });
  }

  async sent(png) {
    this.tries = 0;
    if (png !== this.formFile.png || this.formFile.stale) return;
    this.onServer = true;
    this.tell("server");
    if (this.onDevice) await this.drafts.save([], true).catch(() => {});
  }

  stop(state) {
    this.stopped = true;
    this.tell(state);
  }

  /** Puts back what was drawn here last: this device first, unless the server has it too, then the server. */
  async restore(read) {
    const kept = await this.drafts.load().catch(() => null);
    if (kept && !kept.synced) return this.takeTiles(kept.tiles);
    const fetched = await this.fetchDraft(read).catch(() => null);
    if (this.drawing.history.done.length) return false;
    if (fetched) return this.drawing.restore(fetched.data.data);
    return kept ? this.takeTiles(kept.tiles) : false;
  }

  takeTiles(tiles) {
    const { bits } = this.drawing;
    for (const [tile, content] of tiles) bits.writeTile(tile, content);
    return this.drawing.restore(bits.data);
  }

  async fetchDraft(read) {
    const answer = this.url && (await fetch(this.url));
    return answer && answer.status === 200 ? read(await answer.blob()) : null;
  }
}
