/**
 * What the editor asks of a tool; points have x, y (photo), sx, sy (screen), shiftKey, altKey, pointerType.
 * `shape(shape)` shows the handles of a shape that this tool placed; `undo()` and `finish()` say whether they did something.
 */
export class Tool {
  constructor(editor) {
    this.editor = editor;
  }

  get drawing() {
    return this.editor.drawing;
  }

  get adds() {
    return this.editor.option("mode") !== "remove";
  }

  enable() {}
  disable() {}
  down() {}
  move() {}
  up() {}
  cancel() {}
  hover() {}
  shape() {}
  changed() {}
  undo() {
    return false;
  }
  finish() {
    return false;
  }
}
