"""Figures into words: medians, tables, bars and the last line."""

import json
from dataclasses import dataclass, field

import numpy as np

KEYS = (
    *("horizon_p50_pct", "horizon_p95_pct", "focal_p50_pct", "sun_p50_deg", "shadow_truth_r"),
    *("outside_changed_px", "outside_max_diff", "vp_error_pct", "board_ratio", "shadow_r", "shadow_r_control"),
    *("variation_min_de", "clipped_pct", "deterministic", "terrace_ratio", "petanque_ratio", "pool_ratio"),
    *("mp12_ratio", "mp12_mb", "mp48_mb", "detail_ratio", "cold_extra_s", "controls_failed_as_they_should"),
)
BARS = {
    "horizon_p50_pct": (None, 1),
    "horizon_p95_pct": (None, 3),
    "focal_p50_pct": (None, 15),
    "sun_p50_deg": (None, 25),
    "shadow_truth_r": (0.7, None),
    "outside_changed_px": (None, 0),
    "outside_max_diff": (None, 30),
    "vp_error_pct": (None, 1),
    "board_ratio": (0.95, 1.05),
    "shadow_r": (0.75, None),
    "variation_min_de": (6, None),
    "clipped_pct": (None, 1),
    "terrace_ratio": (None, 5),
    "petanque_ratio": (None, 5),
    "pool_ratio": (None, 8),
    "mp12_ratio": (None, 5),
    "mp12_mb": (None, 1200),
    "mp48_mb": (None, 3000),
    "detail_ratio": (0.5, 2),
    "cold_extra_s": (None, 15),
}


@dataclass
class Report:
    figures: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def say(self, line: str = "") -> None:
        print(line, flush=True)
        self.lines.append(line)

    def table(self, rows: list[dict]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row))
        self.say("| " + " | ".join(names) + " |")
        self.say("|" + "---|" * len(names))
        for row in rows:
            self.say("| " + " | ".join(_cell(row.get(name)) for name in names) + " |")

    def control(self, name: str, failed: bool) -> None:
        """A negative control: ``failed`` when the check saw what was wrong with it."""
        self.controls[name] = bool(failed)
        self.say(f"control {name}: {'fails, as it should' if failed else 'PASSES AND SHOULD NOT'}")

    def missed(self) -> list[str]:
        found = []
        for name, (low, high) in BARS.items():
            value = self.figures.get(name)
            if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
                found.append(
                    f"{name} is {value}, the bar is {low if high is None else high if low is None else BARS[name]}"
                )
        f = self.figures
        kept, control = f.get("shadow_r"), f.get("shadow_r_control")
        if kept is not None and control is not None and control > kept - 0.15:
            found.append(f"shadow_r_control is {control}, not 0.15 below {kept}")
        if f.get("deterministic") is False:
            found.append("not deterministic")
        return found + [f"control {name} passes and should not" for name, failed in self.controls.items() if not failed]

    def last_line(self) -> str:
        figures = dict(self.figures)
        if self.controls:
            figures["controls_failed_as_they_should"] = all(self.controls.values())
        return json.dumps({name: figures.get(name) for name in KEYS})


def _cell(value) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def median(values) -> float:
    return round(float(np.median(list(values))), 3)
