const { content } = document.querySelector("meta[name=htmx-script]");
let there = false;

/** htmx, most of a page's script, once the page is painted: nothing needs it before a form is sent, which waits for it. */
const started = complete().then(frame).then(frame).then(load);

// A page that is not complete yet it would take for one that still tells of it.
function complete() {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((done) => addEventListener("load", done, { once: true }));
}

function frame() {
  return new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
}

async function load() {
  const script = document.createElement("script");
  script.src = content;
  document.head.append(script);
  await new Promise((done) => (script.onload = script.onerror = done));
  there = true;
}

document.addEventListener("submit", hold, { capture: true });

async function hold(event) {
  const { target, submitter } = event;
  if (there || document.readyState !== "complete" || !target.matches("[hx-post]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await started;
  target.requestSubmit(submitter);
}
