import "./calm-swaps.js";

const LOCK = "parterre-live";
const PATIENCE = 2000;
const LONGEST_WAIT = 60000;

/**
 * The event stream, once a browser: HTTP/1.1 gives it six connections to a host, and every open tab wants to know.
 * The tab that holds the lock listens to the server and tells the others.
 */
class Stream {
  constructor() {
    this.listeners = 0;
    this.channel = new BroadcastChannel(LOCK);
    this.channel.addEventListener("message", ({ data }) => announce(data));
  }

  join(token) {
    this.listeners += 1;
    this.token = token;
    clearTimeout(this.closing);
    this.begin();
  }

  begin() {
    if (this.stop || !this.listeners) return;
    const waiting = new AbortController();
    this.stop = () => waiting.abort();
    lead(waiting.signal, () => this.open(this.token));
  }

  // A card that is swapped leaves and joins again at once, which should not cost a new connection.
  leave() {
    this.listeners -= 1;
    this.closing = setTimeout(() => this.listeners || this.close(), PATIENCE);
  }

  close() {
    this.stop?.();
    this.stop = null;
  }

  open(token) {
    let source, timer;
    let [closed, wasLost, tries] = [false, false, 0];
    const connect = () => {
      source = new EventSource(`/events?token=${encodeURIComponent(token)}`);
      source.addEventListener("welcome", ({ data }) => {
        // What changed meanwhile is fetched again, but not by all pages at once.
        if (wasLost) timer = setTimeout(() => this.tell({}), Math.random() * JSON.parse(data).spread);
        wasLost = false;
        tries = 0;
      });
      source.addEventListener("error", () => {
        wasLost = true;
        // A lost connection the browser takes up again by itself; an answer of a proxy, 502 say, ends it for good.
        if (source.readyState === EventSource.CLOSED && !closed) timer = setTimeout(connect, again((tries += 1)));
      });
      source.addEventListener("message", ({ data }) => this.tell(JSON.parse(data)));
    };
    connect();
    return () => {
      closed = true;
      clearTimeout(timer);
      source.close();
    };
  }

  tell(detail) {
    announce(detail);
    this.channel.postMessage(detail);
  }
}

/** Runs `open` while this tab is the leader; without locks every tab leads for itself. */
function lead(signal, open) {
  const hold = () =>
    new Promise((done) => {
      const close = open();
      signal.addEventListener("abort", () => done(close()));
    });
  if (!navigator.locks) return hold();
  return navigator.locks.request(LOCK, { signal }, () => (signal.aborted ? null : hold())).catch(() => {});
}

/** Milliseconds until the next try, ever more and never the same for two pages. */
function again(tries) {
  return Math.min(2000 * 2 ** (tries - 1), LONGEST_WAIT) * (0.5 + Math.random());
}

function announce(detail) {
  document.body.dispatchEvent(new CustomEvent("generation-changed", { detail }));
}

const stream = new Stream();
addEventListener("pagehide", () => stream.close());
// Gone back to, a page is as it was left, and hears again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  stream.begin();
  announce({});
});

class LiveUpdates extends HTMLElement {
  connectedCallback() {
    this.joined = this.dataset.pending === "true";
    if (this.joined) stream.join(this.dataset.token);
  }

  disconnectedCallback() {
    if (this.joined) stream.leave();
  }
}

customElements.define("live-updates", LiveUpdates);
