import { ZoomView, scaleWords, zoomButtons } from "./zoom-view.js";

/** Two pictures that zoom and move as one; choosing another shows it at once. */
class CompareTwo extends HTMLElement {
  connectedCallback() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    const output = this.querySelector("[data-scale]");
    this.view = new ZoomView([...this.querySelectorAll("[data-stage]")], (scale) => {
      output.textContent = scaleWords(scale);
    });
    zoomButtons(this, this.view, signal);
    this.querySelector("[data-show]").hidden = true;
    this.addEventListener("change", () => this.closest("form").requestSubmit(), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
    this.view.stop();
  }
}

customElements.define("compare-two", CompareTwo);
