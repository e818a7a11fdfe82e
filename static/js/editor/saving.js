import { Bits } from "./drawing.js";
import { jobs } from "./png.js";

const ENCODE_PAUSE_MS = 150;
const DEVICE_PAUSE_MS = 60;
const SERVER_PAUSE_MS = 2500;
const RETRY_MS = [5000, 15000, 60000];
const LONGEST_WAIT_MS = 5000;
const KEEPALIVE_BYTES = 60_000;
const GONE = [404, 410];
const LATER = [408, 425, 429];
const STORE = "parterre-areas";

export class Background {
  constructor(url) {
    this.waiting = [];
    this.worker = new Worker(url, { type: "module" });
    this.worker.onmessage = ({ data }) => this.waiting[data.id](data.result);
    this.worker.onerror = () => {
      this.worker = null;
      this.waiting.forEach((settle) => settle(null));
    };
  }

  async run(name, job) {
    const result = await new Promise((settle) => {
      const id = this.waiting.push(settle) - 1;
      if (this.worker) this.worker.postMessage({ id, name, job });
      else settle(null);
    });
    return result ?? jobs[name](job);
  }
}

export class FormFile {
  constructor(editor) {
    const { drawing } = editor;
    Object.assign(this, { editor, drawing, form: editor.closest("form"), file: null, stale: true });
    drawing.addEventListener("step", () => this.later());
    const { signal } = editor.listening;
    this.form.addEventListener("submit", (event) => this.submit(event), { capture: true, signal });
    this.form.addEventListener("formdata", ({ formData }) => this.file && formData.set("mask", this.file), { signal });
  }

  later() {
    this.stale = true;
    clearTimeout(this.timer);
    // Not in a stroke: its moves come first.
    this.timer = setTimeout(() => (this.drawing.open ? this.later() : this.make()), ENCODE_PAUSE_MS);
  }

  get busy() {
    return this.stale || this.running;
  }

  async fresh() {
    this.editor.finishAll();
    while (this.busy) await this.make();
    return this.file;
  }

  make() {
    clearTimeout(this.timer);
    this.running ??= this.encode().finally(() => (this.running = null));
    return this.running;
  }

  async encode() {
    this.stale = false;
    const { width, height, stride, data, count } = this.drawing.bits;
    const png = count && (await this.editor.background.run("encode", { width, height, stride, data }));
    this.file = png ? new File([png], "area.png", { type: "image/png" }) : null;
    this.drawing.dispatchEvent(new Event("file"));
  }

  async submit(event) {
    this.editor.finishAll();
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.fresh();
    this.form.requestSubmit(event.submitter);
  }
}

export class Uploads {
  constructor(editor) {
    const input = editor.find("upload");
    this.editor = editor;
    input.addEventListener("change", () => {
      if (input.files.length) this.take(input.files[0]);
      input.value = "";
    });
  }

  async reuse(url) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) await this.take(await answer.blob());
    else this.editor.say("last-failed");
  }

  async take(blob) {
    const found = await this.read(blob).catch(() => null);
    const state = !found ? "unreadable" : !found.marked ? "empty" : found.reshaped ? "reshaped" : "done";
    if (found?.marked) this.editor.drawing.replace(found.tiles);
    this.editor.say(`upload-${state}`);
  }

  async read(blob) {
    const { width, height } = this.editor.drawing.bits;
    const { data, reshaped } = await this.editor.background.run("read", { blob, width, height });
    const { tiles } = new Bits(width, height, data);
    return { tiles, marked: tiles.some(([, content]) => content), reshaped };
  }
}

/** Changed tiles to this device, the whole to the server a little later. */
export class Autosave {
  constructor(editor) {
    const { drawing, formFile, dataset } = editor;
    Object.assign(this, { editor, drawing, formFile, url: dataset.draftUrl, changed: new Set(), tries: 0 });
    this.drafts = new Drafts(dataset.photoId, `${dataset.width}x${dataset.height}`);
    this.onDevice = this.onServer = true;
    drawing.addEventListener("step", ({ detail }) => this.step(detail));
    drawing.addEventListener("file", () => this.later(SERVER_PAUSE_MS));
    this.listen(editor.listening);
  }

  listen({ signal }) {
    addEventListener("online", () => this.later(0), { signal });
    addEventListener("beforeunload", (event) => this.onDevice || this.onServer || event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && (this.keep(), this.send()), { signal });
  }

  step(tiles) {
    for (const tile of tiles) this.changed.add(tile);
    if (!this.changed.size) return;
    this.onDevice = this.onServer = false;
    this.tries = 0;
    this.keepSoon();
  }

  keepSoon() {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => (this.drawing.open ? this.keepSoon() : this.keep()), DEVICE_PAUSE_MS);
  }

  keep() {
    clearTimeout(this.keepTimer);
    if (this.changed.size) this.keeping ??= this.keepChanged().finally(() => (this.keeping = null));
  }

  async keepChanged() {
    const tiles = [...this.changed];
    this.changed.clear();
    try {
      await this.drafts.save(tiles.map((tile) => [tile, this.drawing.bits.readTile(tile)]), false);
    } catch {
      for (const tile of tiles) this.changed.add(tile);
      return this.later(0);
    }
    if (this.changed.size) return this.keepChanged();
    this.onDevice = true;
    this.editor.tellSaved("device");
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.onServer && !this.stopped) this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    clearTimeout(this.timer);
    const { formFile } = this;
    if (this.onServer || this.stopped || !this.url || formFile.busy) return;
    const { file } = formFile;
    try {
      const { ok, status } = await this.post(file);
      if (ok) return this.sent(file);
      if (status < 500 && !LATER.includes(status)) return this.stop(GONE.includes(status) ? "gone" : "refused");
      throw new Error(`status ${status}`);
    } catch {
      this.editor.tellSaved(this.onDevice ? "offline" : "nowhere");
      this.later(RETRY_MS[this.tries++] ?? RETRY_MS.at(-1));
    }
  }

  post(file) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const body = new FormData();
    if (file) body.append("mask", file);
    const keepalive = !(file?.size > KEEPALIVE_BYTES);
    return fetch(this.url, { method: "POST", headers: { "X-CSRFToken": token }, body, keepalive });
  }

  sent(file) {
    this.tries = 0;
    if (file !== this.formFile.file || this.formFile.stale) return;
    this.onServer = true;
    this.editor.tellSaved("server");
    if (this.onDevice) this.drafts.save([], true).catch(() => {});
  }

  stop(state) {
    this.stopped = true;
    this.editor.tellSaved(state);
  }

  async restore() {
    const kept = await this.drafts.load().catch(() => null);
    this.onServer = !kept || kept.synced;
    const sent = this.onServer && (await this.fetchDraft().catch(() => null));
    return this.drawing.restore((sent || kept)?.tiles ?? []);
  }

  async fetchDraft() {
    const answer = this.url && (await fetch(this.url, { signal: AbortSignal.timeout(LONGEST_WAIT_MS) }));
    return answer?.status === 200 && this.editor.uploads.read(await answer.blob());
  }
}

class Drafts {
  constructor(photo, size) {
    Object.assign(this, { photo, size });
  }

  async store(mode) {
    if (!this.database) {
      const request = indexedDB.open(STORE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      this.database = await ended(request);
    }
    return this.database.transaction(STORE, mode, { durability: "relaxed" }).objectStore(STORE);
  }

  // Keys are [photo] for the whole and [photo, tile].
  async load() {
    const store = await this.store("readonly");
    const mine = IDBKeyRange.bound([this.photo], [this.photo, []]);
    const [keys, [about, ...contents]] = await Promise.all([ended(store.getAllKeys(mine)), ended(store.getAll(mine))]);
    if (about?.size !== this.size) return null;
    return { ...about, tiles: contents.map((content, i) => [keys[i + 1][1], content]) };
  }

  async save(changed, synced) {
    const store = await this.store("readwrite");
    for (const [tile, content] of changed) {
      if (content === 0) store.delete([this.photo, tile]);
      else store.put(content, [this.photo, tile]);
    }
    store.put({ size: this.size, synced }, [this.photo]);
    await ended(store.transaction);
  }
}

function ended(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = request.oncomplete = () => resolve(request.result);
    request.onerror = request.onabort = () => reject(request.error);
  });
}
