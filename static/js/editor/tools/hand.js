import { Tool } from "./tool.js";

/** The hand moves the photo; a click brings that place to the middle, so nothing has to be dragged. */
export class HandTool extends Tool {
  enable() {
    this.editor.pointers.hand = true;
  }

  disable() {
    this.editor.pointers.hand = false;
  }

  up(point) {
    this.editor.view.center(point);
  }
}
