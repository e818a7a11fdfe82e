"""make bench-pages: Lighthouse, axe, weights, queries and times of the pages; the last line is JSON, one object a page.

``python -m tests.bench.pages [page …]`` measures some; ``--quick`` takes one run of Lighthouse instead of three.
"""

import json
import sys

from tests import served
from tests.bench.pages import crowd, lighthouse, weights

PAGES = ("front", "start", "studio", "project", "projects", "compare", "generation", "share")
INDEXABLE = {"front"}
# The editor is what the studio's scripts are: the rule for scripts is for every other page.
BARS = {"performance": 97, "accessibility": 100, "best_practices": 100}
MOST = {"lcp_ms": 1800, "cls": 0.02, "queries": 12, "queries_at_100k": 12, "time_ratio_at_100k": 1.3, "axe": 0}
FRONT_KB, SCRIPTS_KB = 90, 45


def main(arguments: list[str]) -> int:
    names = [name for name in PAGES if name in arguments] or list(PAGES)
    with served.site(RENDERER="tests.browser.renderers.held", HOLD_FILE="/nowhere", DEBUG="no") as site:
        paths, cookies = visited(site.url)
        results = [{"page": name} for name in names]
        for result in results:
            name = result["page"]
            result |= lighthouse.run(site.url + paths[name], cookies[name], runs=1 if "--quick" in arguments else 3)
            result |= weights.of(site.url + paths[name], cookies[name])
            print(result, flush=True)
        measured = crowd.measured({name: paths[name] for name in names})
        for result in results:
            result |= measured[result["page"]]
    missed = [f"{result['page']}: {what}" for result in results for what in missing(result)]
    print("\n".join(["missed:", *missed]) if missed else "every bar met")
    print(json.dumps(results))
    return bool(missed)


def visited(url: str) -> tuple[dict, dict]:
    """The path of each page, and the cookies it is looked at with: front, start and share are a stranger's."""
    from projects.models import Status
    from tests import gardens

    anna = gardens.person("anna@example.com")
    rich = gardens.fill(anna)[-1]
    rich.generations.exclude(status=Status.SUCCEEDED).update(status=Status.FAILED)
    one = rich.generations.filter(status=Status.SUCCEEDED).first()
    shared = gardens.sharing.token_for(gardens.share(rich))
    paths = {
        "front": "/",
        "start": "/start/",
        "studio": f"/projects/{rich.id}/draw/",
        "project": f"/projects/{rich.id}/?picture={one.id}",
        "projects": "/projects/",
        "compare": f"/projects/{rich.id}/compare/",
        "generation": f"/generations/{one.id}/",
        "share": f"/s/{shared}/",
    }
    signed_in = [served.cookie_of(anna, url)]
    return paths, {name: [] if name in ("front", "start", "share") else signed_in for name in paths}


def missing(result: dict) -> list[str]:
    bars = BARS | ({"seo": 100} if result["page"] in INDEXABLE else {})
    wrong = [f"{name} {result[name]}, at least {bar}" for name, bar in bars.items() if result[name] < bar]
    wrong += [f"{name} {result[name]}, at most {bar}" for name, bar in MOST.items() if result[name] > bar]
    if result["queries"] != result["queries_at_100k"]:
        wrong.append(f"{result['queries']} queries become {result['queries_at_100k']}")
    if result["page"] == "front" and result["kb_without_pictures"] > FRONT_KB:
        wrong.append(f"{result['kb_without_pictures']} KB without pictures, at most {FRONT_KB}")
    if result["page"] != "studio" and result["js_kb"] > SCRIPTS_KB:
        wrong.append(f"{result['js_kb']} KB of scripts, at most {SCRIPTS_KB}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
