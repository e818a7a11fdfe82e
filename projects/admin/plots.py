"""Geometry of the plots, for the templates that draw them. Whole numbers only: French would put commas into others."""

from dataclasses import dataclass, field

TALL = 1000
STEP, BAR = 20, 16


@dataclass(frozen=True)
class Rect:
    x: int
    y: int
    height: int
    kind: str
    width: int = BAR


@dataclass
class Plot:
    """Bars in a box ``width`` by TALL, stretched to whatever room there is; words and scale stand around it."""

    width: int
    top: float
    bottom: float = 0
    rects: list[Rect] = field(default_factory=list)
    # One for each step, over its whole height, that tells its figures.
    hints: list[tuple[int, str]] = field(default_factory=list)

    @property
    def zero(self) -> int:
        return self.at(0)

    @property
    def middle(self) -> int:
        return self.at(self.top / 2)

    def at(self, value: float) -> int:
        return round(TALL * (self.top - value) / (self.top + self.bottom))

    def bar(self, step: int, low: float, high: float, kind: str, inset: int = 0) -> None:
        if high > low:
            y = self.at(high)
            # Never thinner than can be seen.
            height = max(self.at(low) - y, 8)
            self.rects.append(Rect(step * STEP + (STEP - BAR) // 2 + inset, y, height, kind, BAR - 2 * inset))


def nice(value: float) -> float:
    """The next round number: one digit and zeros."""
    if value <= 0:
        return 1
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * factor for factor in (1, 2, 3, 4, 5, 6, 8, 10) if power * factor >= value)


def stacked(rows: list[dict[str, int]], up: tuple[str, ...], down: str, hints: list[str]) -> Plot:
    """Counts of each step, upwards one on the other; what went wrong hangs below the line, for every eye to see."""
    top = nice(max((sum(row[kind] for kind in up) for row in rows), default=0))
    plot = Plot(STEP * len(rows), top, max((row[down] for row in rows), default=0))
    for step, row in enumerate(rows):
        low = 0
        for kind in up:
            plot.bar(step, low, low + row[kind], kind)
            low += row[kind]
        plot.bar(step, -row[down], 0, down)
    plot.hints = _hints(hints)
    return plot


def ranges(pairs: list[tuple[float, float] | None], kinds: tuple[str, str], hints: list[str]) -> Plot:
    """The usual and the slow of each step: a narrow bar within a wide one."""
    plot = Plot(STEP * len(pairs), nice(max((pair[1] for pair in pairs if pair), default=0)))
    for step, pair in enumerate(pairs):
        if pair:
            plot.bar(step, 0, pair[1], kinds[1])
            plot.bar(step, 0, pair[0], kinds[0], inset=4)
    plot.hints = _hints(hints)
    return plot


def _hints(words: list[str]) -> list[tuple[int, str]]:
    return [(step * STEP, text) for step, text in enumerate(words)]
