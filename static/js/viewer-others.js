const SWIPE_PX = 50;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * The other pictures of the filmstrip, one after the other over the whole screen: by button, key and swipe.
 * Each is taken from its own page, which is the one that stands there when the viewer is closed.
 */
class ViewerOthers extends HTMLElement {
  connectedCallback() {
    this.viewer = this.closest("picture-viewer");
    const [dialog, stage] = [this.viewer.querySelector("dialog"), this.viewer.querySelector("[data-stage]")];
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.querySelector("[data-act=left]").addEventListener("click", () => this.go(-1), { signal });
    this.querySelector("[data-act=right]").addEventListener("click", () => this.go(1), { signal });
    stage.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    stage.addEventListener("pointerdown", (event) => this.touched(event), { signal });
    stage.addEventListener("pointerup", (event) => this.swiped(event), { signal });
    dialog.addEventListener("close", () => this.moved && location.reload(), { signal });
    this.show();
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  get frames() {
    const frames = [...document.querySelectorAll("#filmstrip a[href^='?picture=']")];
    return frames.filter((frame) => frame.getAttribute("href") !== "?picture=photo");
  }

  get at() {
    return this.frames.findIndex(({ href }) => href.includes(this.dataset.shown));
  }

  // Enlarged, the picture is moved by the same keys and fingers.
  get whole() {
    return this.viewer.view?.scale === 1;
  }

  key(event) {
    if (!(event.key in STEPS) || !this.whole || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(STEPS[event.key]);
  }

  touched({ isPrimary, clientX, clientY }) {
    this.from = isPrimary && this.whole ? [clientX, clientY] : null;
  }

  swiped({ clientX, clientY }) {
    if (!this.from || !this.whole) return;
    const [x, y] = [clientX - this.from[0], clientY - this.from[1]];
    if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) this.go(-Math.sign(x));
  }

  async go(step) {
    const frame = this.frames[this.at + step];
    if (!frame || this.going) return;
    this.going = true;
    try {
      this.take(await shownAt(frame.href));
      history.replaceState(null, "", frame.href);
    } catch {
      location.assign(frame.href);
    } finally {
      this.going = false;
    }
  }

  take(other) {
    const mine = this.viewer.querySelector("[data-side=after]");
    const theirs = other.querySelector("[data-side=after]");
    Object.assign(mine, { src: theirs.dataset.src, alt: theirs.alt, width: theirs.width, height: theirs.height });
    mine.dataset.full = theirs.dataset.full;
    if (mine.hidden) this.viewer.turn();
    this.viewer.view.fit();
    const there = other.querySelector("viewer-others");
    this.dataset.shown = there.dataset.shown;
    this.querySelector("output").textContent = there.querySelector("output").textContent;
    this.moved = true;
    this.show();
  }

  show() {
    const { frames, at } = this;
    this.hidden = frames.length < 2;
    this.querySelector("[data-act=left]").setAttribute("aria-disabled", String(at < 1));
    this.querySelector("[data-act=right]").setAttribute("aria-disabled", String(at === frames.length - 1));
  }
}

/** The viewer of another page, when its picture can be shown at once. */
async function shownAt(url) {
  const answer = await fetch(url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const viewer = page.querySelector("picture-viewer");
  const picture = new Image();
  picture.src = viewer.querySelector("[data-side=after]").dataset.src;
  await picture.decode();
  return viewer;
}

customElements.define("viewer-others", ViewerOthers);
