const NAME = "parterre-areas";
const DEVICE_PAUSE_MS = 60;
const SERVER_PAUSE_MS = 2500;
const RETRY_MS = [5000, 15000, 60000];
const KEEPALIVE_BYTES = 60_000;
const GONE = [404, 410];
const REFUSED = [400, 401, 403, 413, 415, 422];

/** Changed tiles to this device after each step, the whole to the server a little later. */
export class Autosave {
  constructor({ drawing, photo, formFile, url, tell }) {
    Object.assign(this, { drawing, formFile, url, tell });
    this.drafts = new Drafts(photo, `${drawing.bits.width}x${drawing.bits.height}`);
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
    document.addEventListener("visibilitychange", () => document.hidden && this.hurry(), { signal });
  }

  hurry() {
    if (this.changed.size) this.keep();
    this.send();
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
    this.keepSoon();
  }

  keepSoon() {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => (this.drawing.history.open ? this.keepSoon() : this.keep()), DEVICE_PAUSE_MS);
  }

  keep() {
    clearTimeout(this.keepTimer);
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
      this.later(0);
    }
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.onServer && !this.stopped) this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    clearTimeout(this.timer);
    const { formFile } = this;
    if (this.onServer || this.stopped || !this.url || formFile.stale || formFile.running) return;
    const { made } = formFile;
    try {
      const answer = await this.post(formFile.file);
      if (answer.ok) await this.sent(made);
      else if (GONE.includes(answer.status)) this.stop("gone");
      else if (REFUSED.includes(answer.status)) this.stop("refused");
      else throw new Error(`status ${answer.status}`);
    } catch {
      this.tell(this.onDevice ? "offline" : "nowhere");
      this.later(RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    }
  }

  // A post without a file says that nothing is marked.
  post(file) {
    const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
    const body = new FormData();
    if (file) body.append("mask", file);
    const keepalive = !file || file.size < KEEPALIVE_BYTES;
    return fetch(this.url, { method: "POST", headers: { "X-CSRFToken": token }, body, keepalive });
  }

  async sent(made) {
    this.tries = 0;
    if (made !== this.formFile.made || this.formFile.stale) return;
    this.onServer = true;
    this.tell("server");
    if (this.onDevice) await this.drafts.save([], true).catch(() => {});
  }

  stop(state) {
    this.stopped = true;
    this.tell(state);
  }

  async restore(read) {
    const kept = await this.drafts.load().catch(() => null);
    this.onServer = !kept || kept.synced;
    if (!this.onServer) return this.takeTiles(kept.tiles);
    const fetched = await this.fetchDraft(read).catch(() => null);
    if (this.drawing.history.done.length) return false;
    if (fetched) return this.drawing.restore(fetched.bits.data);
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

class Drafts {
  constructor(photo, size) {
    Object.assign(this, { photo, size });
  }

  open() {
    this.opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("areas");
        request.result.createObjectStore("tiles");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.opening;
  }

  async load() {
    const db = await this.open();
    const transaction = db.transaction(["areas", "tiles"]);
    const about = transaction.objectStore("areas").get(this.photo);
    const mine = IDBKeyRange.bound([this.photo], [this.photo, []]);
    const names = transaction.objectStore("tiles").getAllKeys(mine);
    const contents = transaction.objectStore("tiles").getAll(mine);
    await done(transaction);
    if (about.result?.size !== this.size) return null;
    return { ...about.result, tiles: new Map(names.result.map(([, tile], i) => [tile, contents.result[i]])) };
  }

  async save(tiles, synced) {
    const db = await this.open();
    const transaction = db.transaction(["areas", "tiles"], "readwrite", { durability: "relaxed" });
    const store = transaction.objectStore("tiles");
    for (const [tile, content] of tiles) {
      if (content === 0) store.delete([this.photo, tile]);
      else store.put(content, [this.photo, tile]);
    }
    transaction.objectStore("areas").put({ size: this.size, synced }, this.photo);
    await done(transaction);
  }
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
