/** Brings the chosen frame into the strip's own view; the page stays where it is. */
for (const strip of document.querySelectorAll(".filmstrip")) {
  const frame = strip.querySelector("[aria-current]");
  if (frame) strip.scrollLeft = frame.offsetLeft - strip.offsetLeft - (strip.clientWidth - frame.clientWidth) / 2;
}
