export class PageParts {
  constructor(root) {
    this.root = root;
    this.templates = [...root.querySelectorAll("template")].map((template) => template.content);
    this.language = document.documentElement.lang || "en";
  }

  kept(name) {
    return this.templates.map((content) => content.querySelector(`[data-text="${name}"]`)).find(Boolean);
  }

  text(key, values = {}) {
    return (this.kept(key)?.textContent ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  icon(name) {
    return this.kept(`icon-${name}`).firstElementChild.cloneNode(true);
  }

  number(value, digits, style = "decimal") {
    const format = { style, minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return new Intl.NumberFormat(this.language, format).format(value + 0);
  }

  percent(share) {
    return this.number(share, share > 0 && share < 0.1 ? 1 : 0, "percent");
  }

  fields(name) {
    return [...this.root.querySelectorAll(`[data-option="${name}"]`)];
  }

  option(name) {
    const [field, ...others] = this.fields(name);
    if (field?.type === "radio") return [field, ...others].find((each) => each.checked)?.value;
    return field?.type === "checkbox" ? field.checked : field?.value;
  }

  setOption(name, value) {
    for (const field of this.fields(name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
  }
}
