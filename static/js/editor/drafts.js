const NAME = "parterre-areas";
const STALE_MS = 60 * 24 * 3600 * 1000;

/** Areas kept on this device by photo, tile by tile, in IndexedDB. Every method may be refused by the browser. */
export class Drafts {
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
      request.onblocked = () => reject(new Error("blocked"));
    });
    return this.opening;
  }

  async load() {
    const db = await this.open();
    const transaction = db.transaction(["areas", "tiles"]);
    const about = transaction.objectStore("areas").get(this.photo);
    const names = transaction.objectStore("tiles").getAllKeys(this.range(this.photo));
    const contents = transaction.objectStore("tiles").getAll(this.range(this.photo));
    await done(transaction);
    if (about.result?.size !== this.size) return null;
    return { ...about.result, tiles: new Map(names.result.map(([, tile], i) => [tile, contents.result[i]])) };
  }

  /** Keeps the changed tiles; `synced` says that the server has the same area. */
  async save(tiles, synced) {
    const db = await this.open();
    const transaction = db.transaction(["areas", "tiles"], "readwrite", { durability: "relaxed" });
    const store = transaction.objectStore("tiles");
    for (const [tile, content] of tiles) {
      if (content === 0) store.delete([this.photo, tile]);
      else store.put(content, [this.photo, tile]);
    }
    transaction.objectStore("areas").put({ size: this.size, synced, changed: Date.now() }, this.photo);
    await done(transaction);
  }

  /** Forgets photos that were not drawn on for two months. */
  async prune() {
    const db = await this.open();
    const transaction = db.transaction(["areas", "tiles"], "readwrite");
    const request = transaction.objectStore("areas").openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      if (Date.now() - cursor.value.changed > STALE_MS) {
        transaction.objectStore("tiles").delete(this.range(cursor.key));
        cursor.delete();
      }
      cursor.continue();
    };
    await done(transaction);
  }

  range(photo) {
    return IDBKeyRange.bound([photo], [photo, []]);
  }
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
