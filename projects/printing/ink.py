"""Colours on paper: those of css/tokens.css in its light theme."""

INK, INK_2, INK_3 = (22, 27, 23), (67, 75, 69), (91, 100, 93)
LINE, EDGE = (211, 216, 207), (127, 136, 127)
# Only for what the person drew.
PAINT, ACCENT = (255, 46, 136), (192, 17, 94)


def from_hex(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour like #24453a."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
