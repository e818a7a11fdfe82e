const TILE = 512;
const KEPT_TILES = 32;

export class Photo extends EventTarget {
  constructor(width, height, tileUrl) {
    super();
    Object.assign(this, { width, height, tileUrl, levels: [], tiles: new Map() });
  }

  async load(image) {
    await image.decode();
    const whole = await createImageBitmap(image);
    this.levels = [whole];
    // Its decoded pixels would be kept a second time.
    image.remove();
    if (whole.width > 1200) {
      const resizeWidth = Math.round(whole.width / 2);
      const resizeHeight = Math.round(whole.height / 2);
      this.levels.push(await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "medium" }));
    }
    this.dispatchEvent(new Event("change"));
  }

  paint(context, view) {
    const { scale, ratio, x, y } = view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!this.levels.length) return;
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    const enough = this.levels.filter((level) => level.width >= this.width * scale * ratio).at(-1);
    const level = enough ?? this.levels[0];
    context.imageSmoothingEnabled = scale * ratio < 6;
    context.drawImage(level, 0, 0, this.width, this.height);
    if (!enough && this.tileUrl) this.paintTiles(context, view);
  }

  visible(view) {
    const a = view.toImage({ x: 0, y: 0 });
    const b = view.toImage({ x: view.width, y: view.height });
    return { x0: Math.max(0, a.x), y0: Math.max(0, a.y), x1: Math.min(this.width, b.x), y1: Math.min(this.height, b.y) };
  }

  paintTiles(context, view) {
    const { x0, y0, x1, y1 } = this.visible(view);
    for (let row = Math.floor(y0 / TILE); row * TILE < y1; row++) {
      for (let column = Math.floor(x0 / TILE); column * TILE < x1; column++) {
        const tile = this.tile(column, row);
        if (tile?.width) context.drawImage(tile, column * TILE, row * TILE);
      }
    }
  }

  tile(column, row) {
    const key = `${column}/${row}`;
    const kept = this.tiles.get(key);
    this.tiles.delete(key);
    this.tiles.set(key, kept ?? {});
    if (!kept) this.fetchTile(key, this.tileUrl.replace("{x}", column).replace("{y}", row));
    while (this.tiles.size > KEPT_TILES) {
      const [oldest, tile] = this.tiles.entries().next().value;
      tile.close?.();
      this.tiles.delete(oldest);
    }
    return kept;
  }

  async fetchTile(key, url) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    const tile = await createImageBitmap(await answer.blob());
    if (!this.tiles.has(key)) return tile.close();
    this.tiles.set(key, tile);
    this.dispatchEvent(new Event("change"));
  }
}
