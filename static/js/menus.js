/** A menu closes when something else is clicked, and on Escape; a list marked data-sends sends its form when chosen. */
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
});

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
