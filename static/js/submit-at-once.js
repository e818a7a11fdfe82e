// The link of a mail is a GET, which programs open too to look for harm: only a page that runs sends its form.
customElements.define(
  "submit-at-once",
  class extends HTMLElement {
    connectedCallback() {
      queueMicrotask(() => this.querySelector("form")?.requestSubmit());
    }
  },
);
