const LONGEST_PRESS = 3000;
const AT_WORK = "details[open], [data-busy], input:focus, textarea:focus, select:focus";

let pressed = null;
let late = false;

/**
 * What is replaced between press and release takes the click with it, and an open menu closes with what is typed in it.
 * So news about a part that is in use waits until it is not, and is fetched anew then.
 */
function inUse(part) {
  const held = pressed && performance.now() - pressed.since < LONGEST_PRESS && part.contains(pressed.target);
  return held || part.querySelector(AT_WORK);
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.elt !== detail.target || detail.requestConfig.verb !== "get" || !inUse(detail.target)) return;
  detail.shouldSwap = false;
  late = true;
});

function settle() {
  if (!late) return;
  late = false;
  document.body.dispatchEvent(new CustomEvent("generation-changed", { detail: {} }));
}

function release() {
  pressed = null;
  // The click comes after the release, and first.
  setTimeout(settle);
}

addEventListener("pointerdown", ({ target }) => (pressed = { target, since: performance.now() }), { capture: true });
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, release, { capture: true });
addEventListener("toggle", settle, { capture: true });
addEventListener("focusout", () => setTimeout(settle));
