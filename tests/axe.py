"""axe-core, which looks for what keeps people from using a page; its wheel brings the script."""

from pathlib import Path

import axe_playwright_python

SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
# The target size of WCAG 2.2 is a rule that axe leaves switched off.
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
RUN = """async (rules) => {
  const found = await axe.run(document, rules);
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


def violations(page) -> list[str]:
    """What is wrong on a page of Playwright's, as "rule: places". The script comes past the content policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {SCRIPT} }}")
    return page.evaluate(RUN, RULES)
