/** A menu closes when something else is clicked, and on Escape; a list marked data-sends sends its form when chosen. */
const open = () => document.querySelectorAll("details[data-menu][open]");

// A press on the editor's photo draws, and not each becomes a click.
document.addEventListener("pointerdown", ({ target }) => close(target));
document.addEventListener("click", ({ target }) => close(target, target.closest("[data-act]")));

function close(target, chosen) {
  for (const menu of open()) if (chosen || !menu.contains(target)) menu.open = false;
}

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-sends]")) target.form.requestSubmit();
});

for (const button of document.querySelectorAll("[data-hides]")) button.classList.add("visually-hidden");
