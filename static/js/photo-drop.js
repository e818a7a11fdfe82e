const REFUSED = "parterre-refused";

/**
 * Choosing, dropping or pasting photos sends them at once, one after the other, with a progress bar.
 * Without it the form has an ordinary button and works the same, a photo at a time.
 */
class PhotoDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[enctype]");
    this.input = this.form.querySelector("input[type=file]");
    this.trouble = this.querySelector("[data-trouble]");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.input.multiple = true;
    this.offer(signal);
    this.querySelector("[data-cancel]").addEventListener("click", () => this.cancel(), { signal });
    this.input.addEventListener("change", () => this.take(this.input), { signal });
    document.addEventListener("dragover", (event) => this.over(event), { signal });
    document.addEventListener("dragleave", (event) => event.relatedTarget || this.mark(false), { signal });
    document.addEventListener("drop", (event) => this.dropped(event), { signal });
    document.addEventListener("paste", (event) => this.take(event.clipboardData), { signal });
    this.tellRefused();
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  /** A phone has a camera to hand; on a desk the button would only open the same files. */
  offer(signal) {
    const part = (name) => this.form.querySelector(`[data-${name}]`);
    if (!part("choose")) return;
    part("choose").hidden = false;
    part("send").hidden = true;
    part("camera").hidden = !matchMedia("(pointer: coarse)").matches;
    const choose = (camera) => () => {
      this.input.multiple = !camera;
      this.input.toggleAttribute("capture", camera);
      if (camera) this.input.setAttribute("capture", "environment");
      this.input.click();
    };
    part("camera").addEventListener("click", choose(true), { signal });
    part("choose").addEventListener("click", choose(false), { signal });
  }

  over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.mark(true);
  }

  mark(on) {
    this.toggleAttribute("data-over", on);
  }

  dropped(event) {
    event.preventDefault();
    this.mark(false);
    this.take(event.dataTransfer);
  }

  take(from) {
    if (from?.files.length && !this.sending) this.sendAll([...from.files]);
  }

  async sendAll(files) {
    const { signal } = (this.sending = new AbortController());
    const refused = [];
    let there = "";
    this.show(true);
    for (const [number, file] of files.entries()) {
      this.begin(number + 1, files.length);
      const answer = await this.send(file, signal);
      if (signal.aborted) return;
      if (answer.place) there = answer.place;
      else refused.push(files.length > 1 ? `${file.name}: ${answer.reason}` : answer.reason);
    }
    if (!there) return this.failed(refused.join("\n"));
    if (refused.length) sessionStorage.setItem(REFUSED, refused.join("\n"));
    location.assign(files.length > 1 ? this.dataset.all : there);
  }

  // Said beside those that were taken.
  tellRefused() {
    const reasons = sessionStorage.getItem(REFUSED);
    sessionStorage.removeItem(REFUSED);
    if (reasons) this.failed(reasons);
  }

  /** A good photo was redirected to its own page; anything else is this page again, with the reason in it. */
  send(file, signal) {
    if (file.size > Number(this.dataset.maxBytes)) return { reason: this.dataset.tooHeavy };
    const request = new XMLHttpRequest();
    const form = new FormData(this.form);
    form.set("photo", file);
    request.upload.addEventListener("progress", ({ loaded, total }) => this.progress(loaded / total));
    request.open("POST", this.form.action);
    request.responseType = "document";
    signal.addEventListener("abort", () => request.abort());
    return new Promise((done) => {
      request.addEventListener("loadend", () => {
        const said = request.response?.querySelector("[data-trouble]")?.textContent.trim();
        const good = request.status >= 200 && request.status < 400;
        done(good ? { place: request.responseURL } : { reason: said || this.dataset.lost });
      });
      request.send(form);
    });
  }

  cancel() {
    this.sending?.abort();
    this.rest();
    this.form.querySelector("[data-choose]")?.focus();
  }

  failed(reasons) {
    this.rest();
    this.trouble.textContent = reasons;
    this.trouble.parentElement.hidden = false;
  }

  rest() {
    this.sending = null;
    this.form.reset();
    this.show(false);
  }

  show(sending) {
    this.trouble.parentElement.hidden = true;
    this.toggleAttribute("data-busy", sending);
    this.querySelector("[data-progress]").hidden = !sending;
    this.querySelector("[data-at-rest]").hidden = sending;
  }

  begin(number, count) {
    const { sending, sendingOf } = this.dataset;
    this.words = count > 1 ? sendingOf.replace("{number}", number).replace("{count}", count) : sending;
    this.progress(0);
  }

  progress(part) {
    const bar = this.querySelector("[data-progress]");
    const whole = Math.round(part * 100);
    bar.querySelector(".gauge").style.setProperty("--part", `${whole}%`);
    bar.querySelector("[role=progressbar]").setAttribute("aria-valuenow", whole);
    bar.querySelector("[data-part]").textContent = part < 1 ? `${whole} %` : "";
    bar.querySelector("[data-words]").textContent = part < 1 ? this.words : this.dataset.reading;
  }
}

customElements.define("photo-drop", PhotoDrop);
