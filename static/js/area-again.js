/** A page opened to change an area begins with that area, once the editor has put back what it kept. */
class AreaAgain extends HTMLElement {
  connectedCallback() {
    this.editor = this.closest("form").querySelector("mask-editor");
    this.watch = new MutationObserver(() => this.take());
    this.watch.observe(this.editor, { attributes: true, attributeFilter: ["data-ready"] });
    this.take();
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  take() {
    if (!("ready" in this.editor.dataset)) return;
    this.watch.disconnect();
    this.editor.querySelector("[data-act=reuse]").click();
  }
}

customElements.define("area-again", AreaAgain);
