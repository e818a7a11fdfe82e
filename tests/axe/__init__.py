"""axe-core, which looks for what keeps people from using a page. The script is its makers', unchanged (MPL 2.0)."""

from pathlib import Path

SCRIPT = (Path(__file__).parent / "axe.min.js").read_text()
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


def violations(page) -> list[str]:
    """What is wrong on a page of Playwright's, as "rule: places". The script comes past the content policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {SCRIPT} }}")
    return page.evaluate(RUN)
