/** Asks once more before a form marked data-spends-last takes the last picture; without scripts it is simply sent. */
class LastPicture extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.listening = new AbortController();
    const { signal } = this.listening;
    // Before anybody else hears of it: the form counts as sent only once it was meant.
    document.addEventListener("submit", (event) => this.ask(event), { capture: true, signal });
    this.querySelector("[data-go]").addEventListener("click", () => this.go(), { signal });
    this.querySelector("[data-stay]").addEventListener("click", () => this.dialog.close(), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  ask(event) {
    const { target, submitter } = event;
    if (!("spendsLast" in target.dataset) || this.meant === target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    Object.assign(this, { form: target, submitter });
    if (submitter?.closest("draw-button")) this.querySelector("[data-go]").textContent = submitter.textContent;
    this.dialog.showModal();
  }

  go() {
    this.meant = this.form;
    this.dialog.close();
    this.form.requestSubmit(this.submitter);
  }
}

customElements.define("last-picture", LastPicture);

// Back on the page, it is asked again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const asking of document.querySelectorAll("last-picture")) asking.meant = null;
});
