/**
 * The button that spends a picture: it says what it will draw, and pressed too early, what is missing.
 * The chosen type is kept beside the area, which the editor keeps.
 */
class DrawButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.hint = this.querySelector("[data-hint]");
    this.form = this.button.form;
    this.editor = this.form.querySelector("mask-editor");
    this.empty = Boolean(this.editor);
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.form.addEventListener("mask-change", ({ detail }) => this.marked(!detail.coverage), { signal });
    this.watch();
    this.form.addEventListener("change", ({ target }) => this.changed(target), { signal });
    this.button.addEventListener("click", (event) => this.pressed(event), { signal });
    // What was pressed too early is being put right.
    this.form.addEventListener("pointerdown", () => this.hint.removeAttribute("data-asked"), { signal });
    this.bringBack();
    this.refresh();
  }

  disconnectedCallback() {
    this.finishing?.disconnect();
    this.listening.abort();
  }

  // Three points and more are an area, also before they are closed: the editor then offers to finish.
  watch() {
    this.finish = this.editor?.querySelector("[data-act=done]");
    if (!this.finish) return;
    this.finishing = new MutationObserver(() => this.refresh());
    this.finishing.observe(this.finish, { attributes: true, attributeFilter: ["hidden"] });
  }

  get outlined() {
    return this.editor?.dataset.tool === "outline" && !this.finish.hidden;
  }

  get chosen() {
    return this.form.querySelector("[name=type]:checked");
  }

  get missing() {
    if ("spent" in this.dataset) return "spent";
    if (this.empty && !this.outlined) return "area";
    return this.chosen ? "" : "type";
  }

  marked(empty) {
    this.empty = empty;
    this.refresh();
  }

  changed({ name, value }) {
    if (name === "type") kept(() => localStorage.setItem(this.place, value));
    this.refresh();
  }

  bringBack() {
    const before = !this.chosen && kept(() => localStorage.getItem(this.place));
    for (const type of this.form.querySelectorAll("[name=type]")) type.checked ||= type.value === before;
  }

  get place() {
    return `parterre-type-${this.editor?.dataset.photoId}`;
  }

  pressed(event) {
    // An outline that was not closed yet is an area too.
    if (this.empty) this.editor.finishAll?.();
    if (!this.missing) return;
    event.preventDefault();
    // Said anew, a live region is read out anew.
    this.hint.textContent = "";
    this.hint.toggleAttribute("data-asked", true);
    requestAnimationFrame(() => this.refresh());
  }

  refresh() {
    const { missing } = this;
    this.button.setAttribute("aria-disabled", String(Boolean(missing)));
    this.button.textContent = this.chosen?.dataset.draw ?? this.dataset.draw;
    this.editor?.toggleAttribute("data-outlined", this.outlined);
    this.hint.textContent = this.hint.dataset[missing || (this.outlined ? "outlined" : "ready")];
    if (!missing) this.hint.removeAttribute("data-asked");
  }
}

/** What a browser that keeps nothing would refuse. */
function kept(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

customElements.define("draw-button", DrawButton);
