/** Pictures come small first, so that a page is soon there; once it is painted, those in it come as sharp as the screen. */
const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));

async function sharpen() {
  if (navigator.connection?.saveData) return;
  await frame();
  await frame();
  for (const image of document.querySelectorAll("img[data-small-first]")) sharpenOne(image);
}

async function sharpenOne(image) {
  image.removeAttribute("data-small-first");
  await image.decode().catch(() => {});
  // The browser keeps showing the small one until the other is there.
  image.sizes = `${Math.ceil(image.clientWidth)}px`;
}

if (document.readyState === "complete") sharpen();
else addEventListener("load", sharpen, { once: true });
document.addEventListener("htmx:afterSettle", sharpen);
