const ids = { key: "", user: "", generation: "" };

/** The reader's key and id, kept in this page and nowhere else. */
class TryIds extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    const [key, user] = this.querySelectorAll("input");
    this.addEventListener("input", () => Object.assign(ids, { key: key.value.trim(), user: user.value.trim() }));
  }
}

/** Sends a call as it stands in the text field, and shows what went out and what came back. */
class TryCall extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.form = this.querySelector("form");
    this.output = this.querySelector("output");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send().finally(() => this.querySelector("button").removeAttribute("aria-busy"));
    });
  }

  async send() {
    const words = this.output.dataset;
    if (!ids.key || !ids.user) return this.show(words.bare);
    const body = filled(this.querySelector("textarea").value);
    const request = `POST ${this.dataset.path}\nx-api-key: ${ids.key.slice(0, 8)}…\n\n${body}`;
    this.show(`${request}\n\n${words.waiting}`);
    try {
      const headers = { "x-api-key": ids.key, "Content-Type": "application/json" };
      const answer = await fetch(this.dataset.path, { method: "POST", headers, body, credentials: "omit" });
      this.show(`${request}\n\n${await described(answer)}`);
    } catch {
      this.show(`${request}\n\n${words.lost}`);
    }
  }

  show(text) {
    this.output.textContent = text;
  }
}

function filled(text) {
  return text.replaceAll("YOUR-USER-ID", ids.user).replaceAll("GENERATION-ID", ids.generation || "GENERATION-ID");
}

async function described(answer) {
  const text = await answer.text();
  const told = [...answer.headers].filter(([name]) => name === "retry-after" || name.startsWith("x-ratelimit"));
  const lines = [answer.status, ...told.map(([name, value]) => `${name}: ${value}`)];
  try {
    const parsed = JSON.parse(text);
    ids.generation = parsed.generation_id ?? ids.generation;
    return `${lines.join("\n")}\n\n${JSON.stringify(parsed, null, 2)}`;
  } catch {
    return `${lines.join("\n")}\n\n${text}`;
  }
}

customElements.define("try-ids", TryIds);
customElements.define("try-call", TryCall);
