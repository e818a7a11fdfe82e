const A_YEAR = 60 * 60 * 24 * 365;

/** A button that turns light into dark and back. The choice is a cookie, so that the server sends it without a flash. */
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this.turn);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.turn);
  }

  turn() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) meta.content = getComputedStyle(root).backgroundColor;
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=${A_YEAR}; samesite=lax`;
  }
}

customElements.define("theme-switch", ThemeSwitch);
