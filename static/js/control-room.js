/** A page that no longer hears from the site must not go on saying that all is well. */
const silent = (event) => {
  if (event.target.id === "figures") document.querySelector(".verdict__silent").hidden = false;
};

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, silent);
