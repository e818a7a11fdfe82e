/**
 * Offers to tell when the picture is there. The browser is asked only after a click, and nothing is shown
 * while the page is looked at. Phones show notices through a service worker alone.
 */
class DoneNotice extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!("Notification" in window) || !navigator.serviceWorker || Notification.permission === "denied") return;
    this.hidden = false;
    this.show();
    this.button.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this);
  }

  async handleEvent() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.hidden = true;
      return;
    }
    await navigator.serviceWorker.register(this.dataset.worker);
    wanted.add(this.dataset.drawing);
    this.show();
  }

  show() {
    const asked = wanted.has(this.dataset.drawing);
    this.button.hidden = asked;
    this.querySelector("[data-asked]").hidden = !asked;
  }
}

// Of this page: the card is swapped while it waits, and asks for the same drawing again.
const wanted = new Set();

/** What comes in place of a waiting card, and says how it ended. */
class DoneNews extends HTMLElement {
  async connectedCallback() {
    // Whoever scrolled while it was drawn sees what came of it, and not what stands below.
    if (document.readyState === "complete") scrollTo({ top: 0 });
    // htmx has the last word on the title.
    if (document.hidden) document.addEventListener("htmx:afterSettle", tick, { once: true });
    if (!wanted.delete(this.dataset.drawing) || !document.hidden) return;
    const worker = await navigator.serviceWorker.getRegistration(this.dataset.worker);
    worker?.showNotification(this.dataset.title, {
      body: this.dataset.body,
      icon: this.dataset.icon,
      tag: this.dataset.drawing,
      silent: true,
      data: location.href,
    });
  }
}

/** Its tab is found among others by a tick, until it is looked at. */
function tick() {
  document.title = `✓ ${document.title}`;
  const seen = () => (document.title = document.title.replace(/^(✓ )+/, ""));
  document.addEventListener("visibilitychange", seen, { once: true });
}

customElements.define("done-notice", DoneNotice);
customElements.define("done-news", DoneNews);
