/** A text field for a colour, with the system's own choice of colours beside it. */
class ColourField extends HTMLElement {
  connectedCallback() {
    const text = this.querySelector("input");
    const choice = Object.assign(document.createElement("input"), { type: "color", tabIndex: -1 });
    choice.ariaHidden = "true";
    const follow = () => {
      choice.value = /^#[0-9a-f]{6}$/i.test(text.value) ? text.value : text.placeholder;
    };
    choice.addEventListener("input", () => {
      text.value = choice.value;
    });
    text.addEventListener("input", follow);
    follow();
    this.append(choice);
  }
}

customElements.define("colour-field", ColourField);
