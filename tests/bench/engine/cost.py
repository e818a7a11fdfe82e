"""What a drawing costs: time against an in-painting of the same area, memory, the first one of an installation."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from exterior_api.engine import KINDS, render
from tests.engine import scenes

SIZE = (1536, 1024)
SHARE = 0.19
PAIRS = 7
LARGE = {12: (4032, 3024), 48: (8064, 6048)}
ROOT = Path(__file__).parents[3]


def timed(work) -> tuple[float, float]:
    """Processor time of all threads, and wall-clock time, seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def area_of(photo: np.ndarray) -> np.ndarray:
    """An area that fills 19 % of a picture of the scene "modern"."""
    low, high = 0.3, 1.2
    for _ in range(12):
        grow = (low + high) / 2
        middle = np.array([0.46, 0.76])
        corners = middle + (np.array(scenes.AREAS["modern"]) - middle) * [grow * 1.1, grow]
        mask = scenes.painted(corners, photo.shape[:2], 0)
        low, high = (grow, high) if mask.mean() < SHARE else (low, grow)
    return mask


def small() -> tuple[np.ndarray, np.ndarray]:
    photo = scenes.photo("modern")
    assert photo.shape[1::-1] == SIZE
    return photo, area_of(photo)


def large(mp: int) -> tuple[np.ndarray, np.ndarray]:
    """The scene at phone size, with detail of its own at every size: the photo's finest layer, laid side by side."""
    base = scenes.photo("modern")[:, 85:-86]
    width, height = LARGE[mp]
    up = cv2.resize(base, (width, height), interpolation=cv2.INTER_CUBIC)
    fine = base.astype(np.float32) - cv2.GaussianBlur(base, (0, 0), 2).astype(np.float32)
    strength = cv2.GaussianBlur((fine**2).mean(2), (0, 0), 12) ** 0.5
    strength = cv2.resize(strength, (width, height), interpolation=cv2.INTER_LINEAR)
    tile = fine[640:1000] / (fine[640:1000].std() + 1e-6)
    for top in range(0, height, 360):
        for left in range(0, width, tile.shape[1]):
            part = up[top : top + 360, left : left + tile.shape[1]]
            here = strength[top : top + 360, left : left + tile.shape[1], None]
            part[:] = np.clip(part + 0.8 * tile[: part.shape[0], : part.shape[1]] * here, 0, 255).astype(np.uint8)
    return up, area_of(up)


def ratios(kind: str, scale: int = 1, pairs: int = PAIRS) -> dict:
    """Drawing over in-painting as the median of alternating pairs; a seed a pair. scale: the drawing alone grows."""
    photo, mask = small()
    drawn, where = photo, mask
    if scale > 1:
        drawn = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        where = cv2.resize(mask.astype(np.uint8), drawn.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    holes = mask.astype(np.uint8) * 255
    render(photo, mask, kind, 0)
    cpu, wall, own = [], [], []
    for seed in range(pairs):
        here = timed(lambda s=seed: render(drawn, where, kind, s))
        there = timed(lambda: cv2.inpaint(photo, holes, 5, cv2.INPAINT_TELEA))
        cpu.append(here[0] / there[0])
        wall.append(here[1] / there[1])
        own.append(here[0])
    return {
        "kind": kind,
        "cpu_ratio": statistics.median(cpu),
        "wall_ratio": statistics.median(wall),
        "cpu_s": statistics.median(own),
        "share_pct": 100 * float(mask.mean()),
    }


CHILD = """
import json, sys, time
import numpy as np
from exterior_api.engine import render
folder, kind, seeds = sys.argv[1], sys.argv[2], [int(seed) for seed in sys.argv[3].split(",")]
small, small_mask = np.load(folder + "/small.npy"), np.load(folder + "/small_mask.npy")
photo, mask = np.load(folder + "/photo.npy"), np.load(folder + "/mask.npy")

def cpu_s(*given):
    cpu = time.process_time()
    return render(*given).picture, time.process_time() - cpu

render(small, small_mask, kind, 0)
rows = []
for seed in seeds:
    usual = cpu_s(small, small_mask, kind, seed)[1]
    picture, cpu = cpu_s(photo, mask, kind, seed)
    np.save(f"{folder}/drawn{seed}.npy", picture)
    rows.append({"seed": seed, "cpu_s": cpu, "cpu_ratio": cpu / usual})
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
print(json.dumps([row | {"mb": peak} for row in rows]))
"""


def in_a_child(kind: str, photo: np.ndarray, mask: np.ndarray, seeds: tuple[int, ...]) -> list[tuple[dict, np.ndarray]]:
    """Figures and pictures of a process of its own: its peak memory, and processor time over that at 1536 x 1024."""
    with tempfile.TemporaryDirectory(prefix="parterre-bench-") as folder:
        given = {"photo": photo, "mask": mask, **dict(zip(("small", "small_mask"), small(), strict=True))}
        for name, array in given.items():
            np.save(f"{folder}/{name}.npy", array)
        command = [sys.executable, "-c", CHILD, folder, kind, ",".join(map(str, seeds))]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        rows = json.loads(done.stdout)
        return [(row, np.load(f"{folder}/drawn{row['seed']}.npy")) for row in rows]


WARM = "from exterior_api.engine import warm_up\nfor kind in {kinds!r}: warm_up(kind)"
FIRST = """
import time
import numpy as np
from exterior_api.engine import render, warm_up
photo, mask = np.load({folder!r} + "/photo.npy"), np.load({folder!r} + "/mask.npy")
began = time.perf_counter()
warm_up({kind!r})
render(photo, mask, {kind!r}, 3)
first = time.perf_counter() - began
began = time.perf_counter()
render(photo, mask, {kind!r}, 3)
print(first - (time.perf_counter() - began))
"""


def cold_extra_s(kind: str, head_start_s: float = 30.0) -> float:
    """How much longer the first picture of a kind takes than a warm one, asked for 30 s after the worker began.

    As the site's worker does: with an empty cache a process compiles kind after kind; who is asked meanwhile compiles
    what is missing itself.
    """
    photo, mask = small()
    with tempfile.TemporaryDirectory(prefix="parterre-cold-") as folder:
        np.save(f"{folder}/photo.npy", photo)
        np.save(f"{folder}/mask.npy", mask)
        environ = {**os.environ, "NUMBA_CACHE_DIR": f"{folder}/cache"}
        warming = subprocess.Popen([sys.executable, "-c", WARM.format(kinds=KINDS)], cwd=ROOT, env=environ)
        try:
            time.sleep(head_start_s)
            first = FIRST.format(folder=folder, kind=kind)
            done = subprocess.run(
                [sys.executable, "-c", first], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
            )
        finally:
            warming.terminate()
            warming.wait()
        return max(0.0, float(done.stdout))
