const HEARD = ["input", "pointerdown", "pointercancel"];

/** Moves the border between photo and picture with the range input that lies over both. */
class BeforeAfter extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input[type=range]");
    for (const name of HEARD) this.range.addEventListener(name, this);
    this.show();
  }

  disconnectedCallback() {
    for (const name of HEARD) this.range.removeEventListener(name, this);
  }

  handleEvent({ type }) {
    if (type === "pointerdown") this.before = this.range.value;
    // A finger that scrolls the page has taken the border along from where it came down.
    if (type === "pointercancel") this.range.value = this.before;
    this.show();
  }

  show() {
    this.style.setProperty("--at", `${this.range.value}%`);
  }
}

customElements.define("before-after", BeforeAfter);
