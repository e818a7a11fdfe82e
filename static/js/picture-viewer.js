import { ZoomView, scaleWords, zoomButtons } from "./zoom-view.js";

const LOAD_FULL_FROM = 1.5;
const DOUBLE_MS = 300;

/** The picture over the whole screen. A link marked data-view-picture opens it; without it, the link shows the file. */
class PictureViewer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.stage = this.querySelector("[data-stage]");
    this.side = this.querySelector("[data-act=side]");
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("click", (event) => this.asked(event), { signal });
    document.addEventListener("pointerdown", (event) => this.nearer(event), { signal });
    this.side.addEventListener("click", () => this.turn(), { signal });
    this.querySelector("[data-act=close]").addEventListener("click", () => this.dialog.close(), { signal });
    this.stage.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
    this.view?.stop();
  }

  asked(event) {
    if (!event.target.closest("[data-view-picture]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.open();
  }

  /** A second tap or finger on the picture wants it larger. */
  nearer({ target, isPrimary, timeStamp }) {
    if (!target.matches(".before-after__range")) return;
    const second = !isPrimary || timeStamp - this.tapped < DOUBLE_MS;
    this.tapped = timeStamp;
    if (second && !this.dialog.open) this.open();
  }

  open() {
    for (const image of this.querySelectorAll("img[data-src]")) image.src ||= image.dataset.src;
    this.dialog.showModal();
    this.stage.focus();
    if (this.view) {
      this.view.fit();
      return;
    }
    this.view = new ZoomView([this.stage], (scale) => this.scaled(scale));
    zoomButtons(this.dialog, this.view, this.listening.signal);
  }

  scaled(scale) {
    this.querySelector("[data-scale]").textContent = scaleWords(scale);
    if (scale >= LOAD_FULL_FROM) this.sharpen();
  }

  /** Takes the file of full size for the side that is looked at, once it is there to be shown. */
  sharpen() {
    const image = this.querySelector("img:not([hidden])");
    const url = image?.dataset.full;
    if (!url) return;
    delete image.dataset.full;
    const { src } = image;
    const full = new Image();
    full.src = url;
    // Another picture may have come meanwhile.
    full.decode().then(() => image.src === src && (image.src = url), () => {});
  }

  turn() {
    const before = this.side.getAttribute("aria-pressed") !== "true";
    this.side.setAttribute("aria-pressed", String(before));
    for (const image of this.querySelectorAll("[data-side]")) {
      image.hidden = (image.dataset.side === "before") !== before;
    }
    if (this.view.scale >= LOAD_FULL_FROM) this.sharpen();
  }

  key(event) {
    if (event.key !== " ") return;
    event.preventDefault();
    this.turn();
  }
}

customElements.define("picture-viewer", PictureViewer);
