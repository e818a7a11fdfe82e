import { Bits } from "./bits.js";

/** Areas that come from elsewhere: the last one drawn, or a picture file. */
export class Uploads {
  constructor(editor, input, lastUrl) {
    Object.assign(this, { editor, input, lastUrl });
    input.addEventListener("change", () => {
      const [file] = input.files;
      input.value = "";
      if (file) this.take(file);
    });
  }

  choose() {
    this.input.click();
  }

  async reuse() {
    const answer = await fetch(this.lastUrl).catch(() => null);
    if (answer?.status === 200) await this.take(await answer.blob());
    else this.editor.say("last-failed");
  }

  async take(blob) {
    try {
      const { data, reshaped, empty } = await this.read(blob);
      if (empty) return this.editor.say("upload-empty");
      this.editor.drawing.replace(data);
      this.editor.say(reshaped ? "upload-reshaped" : "upload-done");
    } catch {
      this.editor.say("upload-unreadable");
    }
  }

  async read(blob) {
    const { width, height } = this.editor.drawing.bits;
    const { data, reshaped } = await this.editor.background.run("read", { blob, width, height });
    const bits = new Bits(width, height);
    bits.data.set(data);
    return { data: bits, reshaped, empty: !data.some(Boolean) };
  }
}
