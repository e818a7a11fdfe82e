"""The parts of the bench, in the order in which they run."""

import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from exterior_api.engine import KINDS
from tests.engine import checks, scenes

from . import accuracy, cost, quality
from .report import Report, median


def _apart(rows: list[dict], key: str) -> str:
    """The median of a figure on the scenes that the engine was tuned on, and on those held out."""
    found = []
    for title, names in (("seen", scenes.SEEN), ("held out", scenes.HELD_OUT)):
        values = [row[key] for row in rows if row["scene"] in names and row[key] is not None]
        if values:
            found.append(f"{title} {np.median(values):.2f} (p95 {np.percentile(values, 95):.2f}, n {len(values)})")
    return f"{key}: {'; '.join(found)}"


def camera(report: Report) -> None:
    """Horizon and focal length, told nothing but the area, on every scene and variant."""
    rows = [accuracy.camera_errors(case) for name in scenes.NAMES for case in accuracy.cases(name)]
    shown = []
    for name in scenes.NAMES:
        own, true = [row for row in rows if row["scene"] == name], scenes.truth(name)
        told = accuracy.camera_errors(accuracy.as_it_is(name), true["focal_35mm"])
        plain = own[0]
        shown.append(
            {
                "scene": name,
                "f px": f"{plain['focal_px']:.0f} / {true['focal_px']:.0f}",
                "pitch": f"{plain['pitch_deg']:.2f} / {true['pitch_deg']:.2f}",
                "roll": f"{plain['roll_deg']:.2f} / {true['roll_deg']:.2f}",
                "horizon row": f"{plain['horizon_px']:.0f} / {true['horizon_row_centre']:.0f}",
                "confidence": plain["confidence"],
                "horizon %": plain["horizon_pct"],
                **{row["variant"]: row["horizon_pct"] for row in own[1:]},
                "f given": told["horizon_pct"],
            }
        )
    report.table(shown)
    for key in ("horizon_pct", "focal_pct"):
        report.say(_apart(rows, key))
    horizons = [row["horizon_pct"] for row in rows]
    report.figures["horizon_p50_pct"] = median(horizons)
    report.figures["horizon_p95_pct"] = round(float(np.percentile(horizons, 95)), 3)
    report.figures["focal_p50_pct"] = median(row["focal_pct"] for row in rows)
    tilted = [row["horizon_pct"] for row in map(_tilted, rows)]
    report.control("horizon, pitch 2° off", np.median(tilted) > 1)
    report.control(
        "focal length 1.3 times", np.median([abs(1.3 * (1 + 0.01 * row["focal_pct"]) - 1) for row in rows]) > 0.15
    )


def _tilted(row: dict) -> dict:
    """The same camera with its pitch 2 degrees wrong."""
    true = scenes.truth(row["scene"])
    off = true["focal_px"] * (np.tan(np.radians(row["pitch_deg"] + 2)) - np.tan(np.radians(row["pitch_deg"])))
    return row | {"horizon_pct": 100 * abs(row["horizon_px"] - off - true["horizon_row_centre"]) / true["height"]}


def light(report: Report) -> None:
    """Sun, weather and shadow map, with the camera that the engine finds itself."""
    rows = [accuracy.light_errors(name) for name in scenes.NAMES]
    report.table(rows)
    shadowed = [row for row in rows if row["shadow_r"] is not None]
    cast = [row for row in rows if row["casts"]]
    for key, kept in (("sun_deg", cast), ("sun_known_deg", cast), ("shadow_r", shadowed), ("false_shade", rows)):
        report.say(_apart(kept, key))
    heights = [row["elevation_deg"] for row in cast]
    report.say(f"elevation, where shadows are cast: mean error {np.mean(heights):.1f}°, worst {max(heights):.0f}°")
    report.say(f"weather recognised: {sum(row['true'] == row['found'] for row in rows)} of {len(rows)}")
    report.figures["sun_p50_deg"] = median(row["sun_deg"] for row in cast)
    report.figures["shadow_truth_r"] = median(row["shadow_r"] for row in shadowed)
    report.control(
        "sun on the other side", np.median([180 - row["sun_deg"] for row in cast if row["sun_deg"] < 45]) > 25
    )
    report.control("shadow map against the true one mirrored", median(row["mirrored_r"] for row in shadowed) < 0.7)


def standing(report: Report) -> None:
    """What stands in the area and is drawn around, on the scenes whose truth shows such a thing."""
    rows = [row for name in scenes.NAMES if (row := accuracy.standing_kept(name))]
    report.table(rows)


def drawings(report: Report) -> None:
    """The 48 drawings: outside the area, boards, shadows, variations, clipping, threads; each with its control."""
    f = report.figures
    f["outside_changed_px"], f["outside_max_diff"] = quality.outsides()
    changed, off = quality.spilled()
    report.control("feathered edges", changed > 0 and off > 30)
    _boards(report)
    _shadows(report)
    least, where = quality.least_difference()
    f["variation_min_de"] = round(least, 2)
    report.say(f"least different: {where}, {least:.1f}")
    report.control("one seed twice", quality.same_again() < 6)
    clipped = [checks.clipped_pct(quality.drawn(*d), quality.scene(d[0])[1]) for d in quality.all_drawn()]
    f["clipped_pct"] = round(max(clipped), 3)
    bright = np.clip(quality.drawn("modern", "PETANQUE", 1).astype(np.int16) * 3, 0, 255).astype(np.uint8)
    report.control("three times as bright", checks.clipped_pct(bright, quality.scene("modern")[1]) > 1)
    seen = {kind: quality.bytes_on_threads(kind, 5) for kind in KINDS}
    f["deterministic"] = all(len(pictures) == 1 for pictures in seen.values())
    others = quality.bytes_on_threads("TERRACE", 6) | seen["TERRACE"]
    report.control("another seed", len(others) > 1)


def _boards(report: Report) -> None:
    pairs = [(name, seed) for name in quality.SET for seed in quality.SEEDS]
    rows = [row for name, seed in pairs if (row := quality.boards(name, seed))]
    report.table(rows)
    errors = [row["vp_pct"] for row in rows if row["vp_pct"] is not None]
    ratios = [row["ratio"] for row in rows if row["ratio"] is not None]
    if errors:
        report.figures["vp_error_pct"] = median(errors)
        report.say(f"vanishing points: {len(errors)}, worst {max(errors):.2f} %")
    if ratios:
        report.figures["board_ratio"] = round(max(ratios, key=lambda r: abs(np.log(r))), 3)
        report.say(f"spacings: {len(ratios)}, median {np.median(ratios):.3f}")
    wrong = [quality.boards(row["scene"], row["seed"], tilt=2.0) for row in rows[:2]]
    told = [row["vp_pct"] for row in wrong if row and row["vp_pct"] is not None]
    report.control("boards drawn with 2° more pitch, horizon", bool(told) and np.median(told) > 1)
    flat = quality.flat_boards("modern")
    report.control(f"boards without perspective, spacing {flat:.2f}", abs(flat - 1) > 0.05)


def _shadows(report: Report) -> None:
    kept = {n: [quality.shadow_kept(n, quality.bare(n, s).picture) for s in quality.SEEDS] for n in quality.SET}
    gone = {n: [quality.shadow_kept(n, quality.without_shadows(n, s)) for s in (0, 1)] for n in quality.SET}
    report.table([{"scene": n, "kept": median(kept[n]), "without": median(gone[n])} for n in quality.SET])
    report.figures["shadow_r"] = median(r for values in kept.values() for r in values)
    report.figures["shadow_r_control"] = median(r for values in gone.values() for r in values)


def speed(report: Report) -> None:
    """Processor time of all threads is barred: on a machine of one's own wall-clock time is less."""
    rows = [cost.ratios(kind) for kind in KINDS]
    report.table(rows)
    for row in rows:
        report.figures[f"{row['kind'].lower()}_ratio"] = round(row["cpu_ratio"], 2)
    report.control("four times the pixels", cost.ratios("PETANQUE", 2, 1)["cpu_ratio"] > 5)


def size(report: Report) -> None:
    """12 and 48 megapixels in processes of their own: memory, time over 1536 × 1024, detail."""
    rows = []
    for mp, kinds, seeds in ((12, KINDS, (1, 2)), (48, ("TERRACE", "POOL"), (1,))):
        photo, area = cost.large(mp)
        for kind in kinds:
            for told, picture in cost.in_a_child(kind, photo, area, seeds):
                detail = checks.detail_ratio(photo, picture, area)
                exact = np.array_equal(picture[~area], photo[~area])
                rows.append({"mp": mp, "kind": kind, **told, "detail": detail, "outside exact": exact})
            if (mp, kind) == (12, "PETANQUE"):
                scaled = cv2.GaussianBlur(picture, (0, 0), 2.6)
                report.control("drawn small and scaled up", checks.detail_ratio(photo, scaled, area) < 0.5)
    report.table(rows)
    f = report.figures
    f["mp12_ratio"] = round(max(row["cpu_ratio"] for row in rows if row["mp"] == 12), 2)
    for mp in (12, 48):
        f[f"mp{mp}_mb"] = round(max(row["mb"] for row in rows if row["mp"] == mp))
    # A smooth slab has less detail than the grass around it, and should: the median is barred, each is shown.
    f["detail_ratio"] = median(row["detail"] for row in rows)


def cold(report: Report) -> None:
    """The first picture of a fresh installation, asked for 30 s after its worker began; wall-clock time."""
    found = {kind: cost.cold_extra_s(kind) for kind in ("TERRACE", "PETANQUE")}
    report.say(", ".join(f"{kind} {extra:.1f} s" for kind, extra in found.items()))
    report.figures["cold_extra_s"] = round(max(found.values()), 1)


def strangers(report: Report, number: int = 9) -> None:
    """Camera and sun in gardens that nothing is tuned on: drawn again with other camera and sun, or laid out by lot."""
    names = [name for name in scenes.HELD_OUT if scenes.has_sun(name)]
    first = 100 * number
    asked = {
        "drawn again": ([*names, "--again", str(number)], [f"{name}_{number}" for name in names]),
        "by lot": (["--chance", str(first), "12"], [f"chance_{first + k}" for k in range(12)]),
    }
    usual = scenes.FOLDER
    script = usual / "draw_scenes.py"
    with tempfile.TemporaryDirectory(prefix="parterre-strangers-") as folder:
        for title, (arguments, made) in asked.items():
            command = [sys.executable, script, *arguments, "--out", folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            scenes.FOLDER = Path(folder)
            try:
                rows = [_stranger(name) for name in made]
            finally:
                scenes.FOLDER = usual
            _say_strangers(report, title, rows)


def _say_strangers(report: Report, title: str, rows: list[dict]) -> None:
    report.table(rows)
    horizons = [row["horizon_pct"] for row in rows]
    suns = np.array([row["sun_deg"] for row in rows if row["casts"]])
    heights = [row["elevation_deg"] for row in rows if row["casts"]]
    report.say(f"{title}: horizon median {np.median(horizons):.2f} %, worst {max(horizons):.2f} %")
    report.say(f"{title}: sun, where shadows are cast ({len(suns)}), median {np.median(suns):.0f}°, "
               f"within 25° {np.mean(suns <= 25):.2f}, turned about {np.mean(suns > 120):.2f}")  # fmt: skip
    report.say(f"{title}: elevation, mean error {np.mean(heights):.1f}°")


def _stranger(name: str) -> dict:
    found, light = accuracy.camera_errors(accuracy.as_it_is(name)), accuracy.light_errors(name)
    told = {key: light[key] for key in ("casts", "sun_deg", "elevation_deg", "shadow_r", "found")}
    return {key: found[key] for key in ("scene", "horizon_pct", "focal_pct")} | told


PARTS = {f.__name__: f for f in (camera, light, standing, drawings, speed, size, cold, strangers)}
# Drawing strangers takes longer than all else, and no bar hangs on them.
USUAL = [name for name in PARTS if name != "strangers"]
