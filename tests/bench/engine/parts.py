"""The parts of the bench, in the order in which they run."""

import numpy as np

from tests.engine import scenes

from . import accuracy
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
        told = accuracy.camera_errors(accuracy.cases(name)[0], true["focal_35mm"])
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
    report.say(f"weather recognised: {sum(row['true'] == row['found'] for row in rows)} of {len(rows)}")
    report.figures["sun_p50_deg"] = median(row["sun_deg"] for row in cast)
    report.figures["shadow_truth_r"] = median(row["shadow_r"] for row in shadowed)
    report.control(
        "sun on the other side", np.median([180 - row["sun_deg"] for row in cast if row["sun_deg"] < 45]) > 25
    )
    report.control("shadow map against the true one mirrored", median(row["mirrored_r"] for row in shadowed) < 0.7)


PARTS = {"camera": camera, "light": light}
