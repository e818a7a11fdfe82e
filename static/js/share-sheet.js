/** Hands a link or a picture to the device's own sheet for sharing, where it has one. */
class ShareSheet extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.hidden = !navigator.canShare?.(this.dataset.picture ? { files: [picture([])] } : { url: this.dataset.link });
    this.button.addEventListener("click", () => this.share());
  }

  async share() {
    const { dataset, button } = this;
    button.setAttribute("aria-busy", "true");
    try {
      this.what ??= dataset.picture ? { files: [await this.fetched()] } : { url: dataset.link, title: dataset.name };
      await navigator.share(this.what);
    } catch ({ name }) {
      // The picture took longer than the browser lets a tap count. It is here for the next one.
      if (name === "NotAllowedError") button.querySelector("span").textContent = dataset.again;
      else if (name !== "AbortError" && dataset.picture) location.assign(dataset.picture);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async fetched() {
    const blob = await (await fetch(this.dataset.picture)).blob();
    // Who asks too often is led to a page that says so.
    if (!blob.type.startsWith("image/")) throw new TypeError(`sent as ${blob.type}`);
    return picture([blob], this.dataset.name);
  }
}

function picture(parts, name = "") {
  return new File(parts, `${name.replaceAll(/[\\/:]/g, " ")}.jpg`, { type: "image/jpeg" });
}

customElements.define("share-sheet", ShareSheet);
