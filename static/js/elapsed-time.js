/** Ticks the time since a moment on the server's clock, whatever the browser's own clock says. */
class ElapsedTime extends HTMLElement {
  connectedCallback() {
    const skew = Date.parse(this.dataset.now) - Date.now();
    this.begun = Date.parse(this.dataset.since) - skew;
    this.timer = setInterval(() => this.show(), 1000);
    this.show();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const seconds = Math.max(0, (Date.now() - this.begun) / 1000);
    this.textContent = clock(seconds);
    if (!("gauge" in this.dataset)) return;
    this.fill(document.querySelector(".gauge[data-full]"), seconds);
    this.say(document.querySelector("[data-time-left]"), seconds);
  }

  // The gauge has no id: on swapping, htmx copies attributes between elements of one id, and the policy forbids style.
  fill(gauge, seconds) {
    gauge?.style.setProperty("--part", `${Math.min(100, (100 * seconds) / Number(gauge.dataset.full))}%`);
  }

  /** What is left by the usual times: never more exact than they are. */
  say(place, seconds) {
    if (!place) return;
    const left = (Number(place.dataset.low) + Number(place.dataset.high)) / 2 - seconds;
    if (seconds > Number(place.dataset.high)) place.textContent = place.dataset.longer;
    else if (left < 5) place.textContent = place.dataset.soon;
    else place.textContent = place.dataset.left.replace("{}", clock(left < 60 ? Math.round(left / 5) * 5 : Math.round(left / 15) * 15));
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}

customElements.define("elapsed-time", ElapsedTime);
