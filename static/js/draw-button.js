/** The button that spends a photo: it says what it will draw, and waits until an area is marked. */
class DrawButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.form = this.button.form;
    this.spent = this.button.disabled;
    this.form.addEventListener("mask-change", this);
    this.form.addEventListener("change", this);
    this.empty = Boolean(this.form.querySelector("mask-editor"));
    this.refresh();
  }

  disconnectedCallback() {
    this.form.removeEventListener("mask-change", this);
    this.form.removeEventListener("change", this);
  }

  handleEvent(event) {
    if (event.type === "mask-change") this.empty = event.detail.empty;
    this.refresh();
  }

  refresh() {
    const chosen = this.form.querySelector("[name=type]:checked");
    this.button.disabled = this.spent || this.empty || !chosen;
    this.button.textContent = chosen?.dataset.draw ?? this.dataset.draw;
    const hint = this.querySelector("[data-hint]");
    if (!hint) return;
    const missing = this.empty ? hint.dataset.area : hint.dataset.type;
    hint.textContent = this.empty || !chosen ? missing : hint.dataset.ready;
  }
}

customElements.define("draw-button", DrawButton);
