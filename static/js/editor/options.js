/** The fields of the options bar, by their data-option, whatever kind of input they are. */
export class Options {
  constructor(root) {
    this.root = root;
  }

  all(name) {
    return [...this.root.querySelectorAll(`[data-option="${name}"]`)];
  }

  get(name) {
    const inputs = this.all(name);
    if (inputs[0]?.type === "radio") return inputs.find((input) => input.checked)?.value;
    return inputs[0]?.type === "checkbox" ? inputs[0].checked : inputs[0]?.value;
  }

  set(name, value) {
    for (const input of this.all(name)) {
      if (input.type === "radio") input.checked = input.value === value;
      else if (input.type === "checkbox") input.checked = value;
      else input.value = value;
    }
  }
}
