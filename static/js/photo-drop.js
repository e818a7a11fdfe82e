/**
 * Choosing, dropping or pasting a photo sends it at once, with a progress bar.
 * Without it the form has an ordinary button and works the same.
 */
class PhotoDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[enctype]");
    this.input = this.form.querySelector("input[type=file]");
    this.trouble = this.querySelector("[data-trouble]");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.form.querySelector("[data-choose]").hidden = false;
    this.form.querySelector("[data-send]").hidden = true;
    this.camera();
    this.querySelector("[data-cancel]").addEventListener("click", () => this.cancel(), { signal });
    this.input.addEventListener("change", () => this.input.files.length && this.send(), { signal });
    document.addEventListener("dragover", (event) => this.over(event), { signal });
    document.addEventListener("dragleave", (event) => event.relatedTarget || this.mark(false), { signal });
    document.addEventListener("drop", (event) => this.dropped(event), { signal });
    document.addEventListener("paste", (event) => this.take(event.clipboardData), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  /** A phone has a camera to hand; on a desk the button would only open the same files. */
  camera() {
    const button = this.form.querySelector("[data-camera]");
    button.hidden = !matchMedia("(pointer: coarse)").matches;
    const choose = (camera) => () => {
      this.input.toggleAttribute("capture", camera);
      if (camera) this.input.setAttribute("capture", "environment");
      this.input.click();
    };
    button.addEventListener("click", choose(true), { signal: this.listening.signal });
    this.form.querySelector("[data-choose]").addEventListener("click", choose(false), { signal: this.listening.signal });
  }

  cancel() {
    this.request?.abort();
    this.request = null;
    this.form.reset();
    this.show(false);
    this.form.querySelector("[data-choose]").focus();
  }

  over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.mark(true);
  }

  mark(on) {
    this.querySelector(".drop").classList.toggle("drop--over", on);
  }

  dropped(event) {
    event.preventDefault();
    this.mark(false);
    this.take(event.dataTransfer);
  }

  take(transfer) {
    if (!transfer?.files.length || this.request) return;
    this.input.files = transfer.files;
    this.send();
  }

  send() {
    const [file] = this.input.files;
    if (file.size > Number(this.dataset.maxBytes)) {
      this.failed(this.dataset.tooHeavy);
      return;
    }
    const request = new XMLHttpRequest();
    this.request = request;
    this.show(true);
    request.upload.addEventListener("progress", ({ loaded, total }) => this.progress(loaded / total));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.failed(this.dataset.lost));
    request.open("POST", this.form.action);
    request.responseType = "document";
    request.send(new FormData(this.form));
  }

  /** A good photo was redirected to its own page; anything else is this page again, with the reason in it. */
  answered(request) {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const reason = request.response?.querySelector("[data-trouble]")?.textContent.trim();
    this.failed(reason || this.dataset.lost);
  }

  failed(reason) {
    this.request = null;
    this.form.reset();
    this.show(false);
    this.trouble.textContent = reason;
    this.trouble.parentElement.hidden = false;
  }

  show(sending) {
    this.trouble.parentElement.hidden = true;
    this.querySelector("[data-progress]").hidden = !sending;
    this.form.hidden = sending;
    this.querySelector("[data-words]").textContent = this.dataset.sending;
    this.progress(0);
  }

  progress(part) {
    const bar = this.querySelector("[data-progress]");
    bar.querySelector(".gauge").style.setProperty("--part", `${Math.round(part * 100)}%`);
    bar.querySelector("[role=progressbar]").setAttribute("aria-valuenow", Math.round(part * 100));
    bar.querySelector("[data-part]").textContent = part < 1 ? `${Math.round(part * 100)} %` : "";
    if (part >= 1) bar.querySelector("[data-words]").textContent = this.dataset.reading;
  }
}

customElements.define("photo-drop", PhotoDrop);
