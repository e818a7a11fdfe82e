"""What happens to the machine, at moments drawn from the seed: kills, restarts, an upstream that is away or empty."""

import random
import signal
import threading
import time
from collections.abc import Callable

from tests.chaos.faults import Faults
from tests.chaos.people import Crowd
from tests.chaos.processes import Processes
from tests.chaos.proxy import Proxy

AWAY_SECONDS = 8
# Where troubles are so many that they would all come at once, the next one mostly waits until pictures come again.
HEALING_SECONDS = 25
AT_ONCE = 0.3


def plan(seed: int, generations: int) -> list[tuple[float, str]]:
    """Pairs of a part of the run and the name of what happens then, in order."""
    draw = random.Random(f"{seed} troubles")
    kills = max(2, generations // 90)
    rounds = 2 if generations >= 500 else 1
    names = ["kill worker"] * kills + ["kill render"] * max(1, kills // 2)
    names += ["restart web", "restart Valkey", "restart PostgreSQL"] * rounds
    names += ["upstream away", "upstream out of photos"]
    if rounds > 1:
        names.append("Valkey forgets everything")
    return sorted((draw.uniform(0.04, 0.92), name) for name in names)


def run(troubles: list[tuple[float, str]], crowd: Crowd, processes: Processes, proxy: Proxy, faults: Faults) -> None:
    draw = random.Random(f"{faults.seed} ways")
    acts = {
        "kill worker": lambda: processes.kill("worker"),
        "kill render": lambda: processes.kill("render"),
        "restart web": lambda: processes.restart_web(draw.choice([signal.SIGTERM, signal.SIGKILL])),
        "restart Valkey": lambda: processes.restart_valkey(draw.choice([signal.SIGTERM, signal.SIGKILL])),
        "Valkey forgets everything": lambda: processes.restart_valkey(signal.SIGKILL, forgetting=True),
        "restart PostgreSQL": lambda: processes.restart_postgres(draw.choice([signal.SIGINT, signal.SIGQUIT])),
        "upstream away": lambda: _away(proxy),
        "upstream out of photos": lambda: _out_of_photos(faults),
    }
    for part, name in troubles:
        while crowd.progress < part and time.monotonic() < crowd.end:
            time.sleep(0.2)
        if time.monotonic() >= crowd.end:
            return
        print(f"    at {crowd.progress:4.0%}: {name}", flush=True)
        faults.count(name)
        _do(acts[name])
        if draw.random() > AT_ONCE:
            _wait_for_a_picture(crowd)
    crowd.troubles_are_over = True


def _wait_for_a_picture(crowd: Crowd) -> None:
    before, end = crowd.drawn, min(time.monotonic() + HEALING_SECONDS, crowd.end)
    while crowd.drawn <= before and time.monotonic() < end:
        time.sleep(0.2)


def start(*arguments) -> threading.Thread:
    thread = threading.Thread(target=run, args=arguments, daemon=True)
    thread.start()
    return thread


def _do(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception as error:
        print(f"    that went wrong in the harness: {error!r}", flush=True)
        raise


def _away(proxy: Proxy) -> None:
    proxy.close()
    time.sleep(AWAY_SECONDS)
    proxy.open()


def _out_of_photos(faults: Faults) -> None:
    faults.out_of_photos = True
    time.sleep(AWAY_SECONDS)
    faults.out_of_photos = False
