/** Texts and icons from the page's templates, and figures in the page's language. */
export class Words {
  constructor(root) {
    this.texts = root.querySelector("template[data-texts]").content;
    this.icons = root.querySelector("template[data-icons]").content;
    this.language = document.documentElement.lang || "en";
  }

  text(key, values = {}) {
    const found = this.texts.querySelector(`[data-text="${key}"]`)?.textContent ?? "";
    return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  icon(name) {
    return this.icons.querySelector(`[data-icon="${name}"]`).firstElementChild;
  }

  number(value, digits) {
    const style = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return new Intl.NumberFormat(this.language, style).format(value + 0);
  }

  percent(share) {
    const small = share > 0 && share < 0.1;
    const style = { style: "percent", maximumFractionDigits: small ? 1 : 0 };
    return new Intl.NumberFormat(this.language, style).format(share);
  }
}
