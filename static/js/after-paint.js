/** Starts the modules that a page names for it, which take long to start, once its first look has been painted. */
const LONGEST_WAIT_MS = 3000;

const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
const wait = new Promise((next) => setTimeout(next, LONGEST_WAIT_MS));
const look = document.querySelector("[data-first-look]");

await Promise.race([look?.decode().catch(() => {}), wait]);
await frame();
await frame();
for (const named of document.querySelectorAll("meta[name=after-paint], [data-module]")) {
  // The page shows what it shows without scripts.
  import(named.content ?? named.dataset.module).catch(() => document.documentElement.setAttribute("data-script-missing", ""));
}
