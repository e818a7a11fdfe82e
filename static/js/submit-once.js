/** Every form says at once that it was heard, and what came back from the browser's cache can be sent again. */
document.addEventListener("submit", ({ target, submitter }) => {
  if (target.method === "dialog") return;
  submitter?.setAttribute("aria-busy", "true");
});

addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  for (const key of document.querySelectorAll("input[name=form_key]")) key.value = crypto.randomUUID();
});
