const A_MOMENT = 2000;

/** Text with a button that copies it; without scripts the text alone. */
class CopyText extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.hidden = !navigator.clipboard;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const label = this.button.querySelector("span");
    const text = this.querySelector("[data-copied]").textContent.trim();
    await navigator.clipboard.writeText(text);
    const before = label.textContent;
    label.textContent = this.button.dataset.done;
    this.button.disabled = true;
    setTimeout(() => {
      label.textContent = before;
      this.button.disabled = false;
    }, A_MOMENT);
  }
}

customElements.define("copy-text", CopyText);
