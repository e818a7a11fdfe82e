/** Moves the border between photo and picture with the range input that lies over both. */
class BeforeAfter extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input[type=range]");
    this.range.addEventListener("input", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    this.range.removeEventListener("input", this);
  }

  handleEvent() {
    this.style.setProperty("--at", `${this.range.value}%`);
  }
}

customElements.define("before-after", BeforeAfter);
