let at = 0;

/** Brings the chosen frame into the strip's own view; the page stays where it is. */
for (const strip of document.querySelectorAll(".filmstrip")) {
  const frame = strip.querySelector("[aria-current]");
  if (frame) at = strip.scrollLeft = frame.offsetLeft - strip.offsetLeft - (strip.clientWidth - frame.clientWidth) / 2;
}

// A strip is fetched again while something on it is drawn, and stays where it was scrolled to.
document.addEventListener("scroll", ({ target }) => target.id === "filmstrip" && (at = target.scrollLeft), { capture: true });
document.addEventListener("htmx:afterSwap", () => {
  const strip = document.getElementById("filmstrip");
  if (strip) strip.scrollLeft = at;
});
