"""Times of the pages that list something, asked for one after another from the running site."""

import asyncio
import math

from tests.bench.visitor import Visitor

# Each web process reads a page's templates when it is first asked for it.
WARM_UPS = 6


def paths(project_id) -> dict[str, str]:
    return {
        "projects": "/projects/",
        "projects, by name": "/projects/?sort=title",
        "projects, newest first": "/projects/?sort=newest",
        "projects, searched": "/projects/?q=garden+99",
        "project": f"/projects/{project_id}/",
        "ledger": "/photos-left/",
        "dashboard": "/admin/",
        "generations": "/admin/projects/generation/",
        "failed generations": "/admin/projects/generation/?status__exact=FAILED",
        "generations that need an operator": "/admin/projects/generation/?needs=operator",
        "all projects": "/admin/projects/project/",
        "all lines of the ledger": "/admin/projects/photoentry/",
        "callbacks": "/admin/projects/callbackrecord/",
        "calls of the upstream": "/admin/projects/upstreamcall/",
        "failed calls of the upstream": "/admin/projects/upstreamcall/?failed__exact=1",
        "share links": "/admin/projects/sharelink/",
        "comments": "/admin/projects/sharecomment/",
        "people": "/admin/projects/user/",
        "generations of the API": "/admin/exterior_api/generation/",
        "ledger of the API": "/admin/exterior_api/photoentry/",
        "callbacks of the API": "/admin/exterior_api/delivery/",
    }


def measured(port: int, session: str, wanted: dict[str, str], runs: int) -> dict[str, float]:
    """Milliseconds at the 95th percentile, by page."""
    return asyncio.run(_measured(Visitor(port, {"sessionid": session}), wanted, runs))


async def _measured(visitor: Visitor, wanted: dict[str, str], runs: int) -> dict[str, float]:
    found, warm_ups = {}, min(WARM_UPS, runs)
    for name, path in wanted.items():
        times = []
        for _run in range(warm_ups + runs):
            answer = await visitor.get(path)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            times.append(1000 * answer.seconds)
        found[name] = sorted(times[warm_ups:])[math.ceil(0.95 * runs) - 1]
    return found
