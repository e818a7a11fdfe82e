/** Puts a brand's colour on the page. The content policy lets a script do so, and no style in the page. */
const { brand } = document.querySelector("main[data-brand]").dataset;
document.documentElement.style.setProperty("--brand", brand);
document.documentElement.style.setProperty("--on-brand", "#fff");
