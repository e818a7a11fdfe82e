const CAP_BYTES = 64 * 2 ** 20;
const TILE_OVERHEAD = 64;

/** Undo by tiles: a step keeps what its tiles held before, and swaps when undone or redone. */
export class History {
  constructor(bits, cap = CAP_BYTES) {
    this.bits = bits;
    this.cap = cap;
    this.done = [];
    this.undone = [];
    this.open = null;
    this.bytes = 0;
    bits.onTouch = (tile) => this.open?.tiles.set(tile, bits.readTile(tile));
  }

  begin(before = null) {
    if (this.open) this.commit();
    this.open = { tiles: new Map(), inverted: false, before, after: null };
  }

  /** Closes the step; gives the tiles that changed, or null when nothing did. */
  commit(after = null) {
    const step = this.open;
    if (!step) return null;
    this.open = null;
    this.forget(step);
    for (const [tile, old] of step.tiles) {
      if (same(old, this.bits.readTile(tile))) step.tiles.delete(tile);
      else this.bits.recount(tile);
    }
    step.after = after;
    if (!step.tiles.size && step.before === step.after) return null;
    this.push(step);
    return [...step.tiles.keys()];
  }

  /** Puts back what the open step changed; the step stays open. */
  rewind() {
    for (const [tile, old] of this.open.tiles) this.bits.writeTile(tile, old);
  }

  rollback() {
    if (!this.open) return;
    this.rewind();
    this.forget(this.open);
    this.open = null;
  }

  invert(before = null) {
    this.commit();
    this.bits.invert();
    this.push({ tiles: new Map(), inverted: true, before, after: null });
  }

  undo() {
    return this.move(this.done, this.undone, "before");
  }

  redo() {
    return this.move(this.undone, this.done, "after");
  }

  move(from, to, side) {
    this.rollback();
    const step = from.pop();
    if (!step) return null;
    this.swap(step);
    to.push(step);
    return { tiles: step.inverted ? null : [...step.tiles.keys()], state: step[side] };
  }

  swap(step) {
    if (step.inverted) return this.bits.invert();
    for (const [tile, content] of step.tiles) {
      step.tiles.set(tile, this.bits.readTile(tile));
      this.bits.writeTile(tile, content);
      this.bits.recount(tile);
    }
    this.bytes += weigh(step) - step.bytes;
    step.bytes = weigh(step);
  }

  push(step) {
    for (const dropped of this.undone) this.bytes -= dropped.bytes;
    this.undone = [];
    step.bytes = weigh(step);
    this.bytes += step.bytes;
    this.done.push(step);
    while (this.bytes > this.cap && this.done.length > 1) this.bytes -= this.done.shift().bytes;
  }

  forget(step) {
    for (const tile of step.tiles.keys()) this.bits.touched[tile] = 0;
  }
}

function weigh(step) {
  let bytes = TILE_OVERHEAD;
  for (const content of step.tiles.values()) bytes += TILE_OVERHEAD + (content.length ?? 0);
  return bytes;
}

function same(a, b) {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.every((byte, i) => byte === b[i]);
}
