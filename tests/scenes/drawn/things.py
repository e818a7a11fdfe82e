"""Houses, trees, hedges, fences and what else stands in a garden."""

import itertools
import math

import numpy as np

from .raster import Face, Leaves

UP = np.array([0.0, 0.0, 1.0])
WHITE, OAK, RED = (0.72, 0.71, 0.68), (0.20, 0.13, 0.075), (0.33, 0.12, 0.075)


def _way(degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors along and behind a front turned anticlockwise from the camera's right."""
    a = math.radians(degrees)
    return np.array([math.cos(a), math.sin(a), 0.0]), np.array([-math.sin(a), math.cos(a), 0.0])


def panel(corner, along, up, wide, high, finish, colour, **more) -> Face:
    corner, along, up = (np.asarray(v, float) for v in (corner, along, up))
    points = np.array([corner, corner + along * wide, corner + along * wide + up * high, corner + up * high])
    return Face(points, finish, colour, corner, along, up, **more)


def box(corner, yaw, size, finish, colour, top=None, **more) -> list[Face]:
    """A box from its near left foot."""
    u, v = _way(yaw)
    o = np.array([corner[0], corner[1], corner[2] if len(corner) > 2 else 0.0])
    wide, deep, high = size
    sides = [(o, u, wide), (o + u * wide, v, deep), (o + u * wide + v * deep, -u, wide), (o + v * deep, -v, deep)]
    faces = [panel(at, way, UP, length, high, finish, colour, **more) for at, way, length in sides]
    lid = panel(o + UP * high, u, v, wide, deep, top or finish, colour, **more)
    return [*faces, lid]


def prism(foot, head, r0, r1, finish, colour, sides=10, **more) -> list[Face]:
    """A round post between two points."""
    foot, head = np.asarray(foot, float), np.asarray(head, float)
    axis = (head - foot) / np.linalg.norm(head - foot)
    one = np.cross(axis, [0.31, 0.95, 0.05])
    one /= np.linalg.norm(one)
    two = np.cross(axis, one)
    ring = [(math.cos(t) * one + math.sin(t) * two) for t in np.linspace(0, 2 * math.pi, sides + 1)]
    faces = []
    for a, b in itertools.pairwise(ring):
        corner = foot + a * r0
        along = (b - a) / np.linalg.norm(b - a)
        points = np.array([corner, foot + b * r0, head + b * r1, head + a * r1])
        faces.append(Face(points, finish, colour, corner, along, axis, **more))
    return faces


def opening(corner, along, out, wide, high, style, lit) -> list[Face]:
    """A window or a door on a wall, from its lower left corner."""
    faces, o = [], np.asarray(corner, float)
    frame = {"door": OAK, "blue": (0.10, 0.17, 0.22)}.get(style, WHITE)
    faces.append(panel(o + out * 0.02, along, UP, wide, high, "plain", frame, casts=False, catches=True))
    if style in ("door", "blue"):
        inner = panel(o + along * 0.09 + out * 0.03, along, UP, wide - 0.18, high - 0.09, "boards", frame, casts=False)
        return [*faces, inner]
    panes = 2 if wide > 0.8 else 1
    pane = (wide - 0.07 * (panes + 1)) / panes
    for k in range(panes):
        at = o + along * (0.07 + k * (pane + 0.07)) + UP * 0.07 + out * 0.03
        faces.append(
            panel(at, along, UP, pane, high - 0.14, "glass", (1.0, 0.62, 0.30) if lit else (0, 0, 0), casts=False)
        )
    if high < 1.9:
        faces += box(
            [*(o - along * 0.06 + out * 0.10 - UP * 0.06)[:2], o[2] - 0.06],
            math.degrees(math.atan2(along[1], along[0])),
            (wide + 0.12, 0.10, 0.06),
            "plain",
            WHITE,
        )
    return faces


def house(corner, yaw, size, rise, wall, colour, roof=RED, front=(), right=(), left=(), roofing="tiles", eaves=0.35):
    """A house with a ridge along its front. Openings: (along, up, wide, high, style[, lit]) on a wall."""
    u, v = _way(yaw)
    o = np.array([*corner, 0.0])
    wide, deep, high = size
    walls = {"front": (o, u, -v, wide), "right": (o + u * wide, v, u, deep), "left": (o + v * deep, -v, -u, deep)}
    back = panel(o + v * deep + u * wide, -u, UP, wide, high, wall, colour, catches=True)
    faces = [panel(at, way, UP, length, high, wall, colour, catches=True) for at, way, _, length in walls.values()]
    faces.append(back)
    for name, holes in (("front", front), ("right", right), ("left", left)):
        at, way, out, _ = walls[name]
        for along, up, w, h, style, *lit in holes:
            faces += opening(at + way * along + UP * up, way, out, w, h, style, bool(lit and lit[0]))
    ridge = UP * rise + v * deep / 2
    for foot in (o + u * wide, o):
        base = foot + UP * high
        points = np.array([base, base + v * deep, base + ridge])
        faces.append(Face(points, wall, colour, foot, v, UP, catches=True))
    slope = math.hypot(rise, deep / 2)
    for start, inward in ((o, v), (o + v * deep, -v)):
        way = (inward * deep / 2 + UP * rise) / slope
        at = start + UP * (high + 0.08) - u * eaves - way * eaves
        faces.append(panel(at, u, way, wide + 2 * eaves, slope + eaves, roofing, roof))
        down = np.array([0.0, 0.0, -1.0])
        faces.append(panel(at - inward * 0.005, u, down, wide + 2 * eaves, 0.14, "plain", (0.25, 0.24, 0.23)))
    return faces


def crown(rng, middle, radii, count, leaf, colour, sun, hollow=0.5, slim=0.5) -> Leaves:
    """Leaves in an ellipsoid, denser to its skin, in clumps."""
    middle, radii = np.asarray(middle, float), np.asarray(radii, float)
    clumps = rng.normal(size=(max(6, count // 60), 3))
    clumps *= (hollow + (0.95 - hollow) * rng.random((len(clumps), 1))) / np.linalg.norm(clumps, axis=1, keepdims=True)
    unit = clumps[rng.integers(0, len(clumps), count)] + rng.normal(size=(count, 3)) * 0.17
    at = middle + unit * radii
    at[:, 2] = np.maximum(at[:, 2], 0.02)
    ways = rng.normal(size=(count, 2, 3))
    if slim < 0.2:
        ways[:, 0, 2] = 1.5 + np.abs(ways[:, 0, 2])
    first = ways[:, 0] / np.linalg.norm(ways[:, 0], axis=1, keepdims=True)
    second = ways[:, 1] - (ways[:, 1] * first).sum(1, keepdims=True) * first
    second /= np.linalg.norm(second, axis=1, keepdims=True)
    size = leaf * rng.uniform(0.6, 1.3, (count, 1))
    quads = np.stack([at - first * size, at - second * size * slim, at + first * size, at + second * size * slim], 1)
    deep = np.clip(0.95 - unit @ (sun * radii / radii.max()) / (np.linalg.norm(sun) + 1e-9), 0, 1.8)
    normal = np.cross(first, second)
    facing = np.abs(normal @ sun)
    shade = (0.30 + 0.70 * facing) * np.exp(-1.5 * deep)
    openness = np.clip(0.45 + 0.4 * unit[:, 2] + 0.25 * (np.linalg.norm(unit, axis=1) - 0.6), 0.12, 1.0)
    tone = (
        rng.uniform(0.7, 1.35, (count, 1))
        * np.array(colour)
        * rng.uniform([0.85, 0.95, 0.8], [1.2, 1.05, 1.15], (count, 3))
    )
    return Leaves(quads, tone, shade, openness)


def tree(rng, at, height, radius, colour, sun, count=3600, leaf=0.075, trunk=0.13) -> tuple[list[Face], list[Leaves]]:
    x, y = at
    fork = height * 0.42
    lean = rng.normal(size=2) * 0.04 * height
    knee = np.array([x + lean[0] * 0.4, y + lean[1] * 0.4, fork])
    faces = prism([x, y, -0.05], [x, y, 0.25], trunk * 1.35, trunk, "bark", (0.14, 0.115, 0.09))
    faces += prism([x, y, 0.2], knee, trunk, trunk * 0.75, "bark", (0.14, 0.115, 0.09))
    middle = np.array([x + lean[0], y + lean[1], height - radius * 1.05])
    for _ in range(9):
        tip = middle + rng.normal(size=3) * radius * 0.45
        faces += prism(
            knee - [0, 0, rng.random() * fork * 0.2], tip, trunk * 0.42, 0.015, "bark", (0.13, 0.11, 0.09), 5
        )
    radii = (radius, radius, radius * 1.1)
    return faces, [crown(rng, middle, radii, int(1.7 * count), leaf, colour, sun)]


def bush(rng, at, radius, colour, sun, count=900, leaf=0.045, tall=1.0) -> tuple[list[Face], list[Leaves]]:
    x, y = at
    core = prism([x, y, 0], [x, y, radius * 0.8 * tall], radius * 0.45, radius * 0.2, "plain", (0.022, 0.034, 0.012), 9)
    radii = (radius, radius, radius * 0.85 * tall)
    return core, [crown(rng, [x, y, radius * 0.62 * tall], radii, count, leaf, colour, sun, 0.72)]


def hedge(rng, points, width, height, colour, sun, leaf=0.05, density=420) -> tuple[list[Face], list[Leaves]]:
    """A clipped hedge along a line (n, 2): a dark core and leaves on its skin."""
    points, faces, clumps = np.asarray(points, float), [], []
    for a, b in itertools.pairwise(points):
        step = b - a
        length = float(np.hypot(*step))
        yaw = math.degrees(math.atan2(step[1], step[0]))
        u, v = _way(yaw)
        faces += box(
            a - v[:2] * width * 0.40, yaw, (length + 0.05, width * 0.80, height * 0.93), "plain", (0.02, 0.03, 0.012)
        )
        count = int(density * length * (2 * height + width))
        along, turn = rng.random(count) * length, rng.random(count) * (2 * height + width)
        side = np.where(turn < height, -1.0, np.where(turn > height + width, 1.0, 2 * (turn - height) / width - 1))
        up = np.where(turn < height, turn, np.where(turn > height + width, turn - height - width, height))
        at = np.array([*a, 0.0]) + along[:, None] * u + (side * width / 2)[:, None] * v + up[:, None] * UP
        at += rng.normal(size=at.shape) * 0.035
        at[:, 2] = np.maximum(at[:, 2], 0.01)
        outward = np.where((up >= height)[:, None], UP, np.sign(side)[:, None] * v)
        leaves = crown(rng, [0, 0, 0], [1, 1, 1], count, leaf, colour, sun)
        leaves.quads += (at - leaves.quads.mean(1))[:, None]
        leaves.shade = np.clip(outward @ sun + 0.12, 0.05, 1) * rng.uniform(0.45, 1.0, count)
        leaves.openness = 0.35 + 0.45 * (outward[:, 2] > 0.5) + 0.2 * up / height
        clumps.append(leaves)
    return faces, clumps


def fence(a, b, height=1.6, colour=(0.23, 0.17, 0.11), gap=2.0) -> list[Face]:
    a, b = np.asarray(a, float), np.asarray(b, float)
    length = float(np.hypot(*(b - a)))
    yaw = math.degrees(math.atan2(*(b - a)[::-1]))
    u, v = _way(yaw)
    faces = [panel([*a, 0.06], u, UP, length, height - 0.08, "boards", colour, catches=True)]
    for k in range(int(length / gap) + 1):
        foot = np.array([*a, 0.0]) + u * min(k * gap, length - 0.1) - v * 0.09
        faces += box(foot[:2], yaw, (0.10, 0.09, height), "plain", colour)
    faces += box(
        [*(np.array([*a, 0.0]) - v * 0.05)[:2].tolist(), height - 0.16], yaw, (length, 0.06, 0.09), "plain", colour
    )
    return faces


def rails(a, b, colour=(0.25, 0.20, 0.15)) -> list[Face]:
    """An open fence: posts and two rails."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    length = float(np.hypot(*(b - a)))
    yaw = math.degrees(math.atan2(*(b - a)[::-1]))
    u, _ = _way(yaw)
    faces = []
    for k in range(int(length / 2.2) + 1):
        faces += box((np.array([*a, 0.0]) + u * k * 2.2)[:2], yaw, (0.11, 0.11, 1.15), "plain", colour)
    for up in (0.45, 0.92):
        faces += box([*a, up], yaw, (length, 0.05, 0.10), "plain", colour)
    return faces


def table(at, yaw, size=(1.6, 0.85, 0.74), colour=(0.24, 0.17, 0.11)) -> list[Face]:
    u, v = _way(yaw)
    o = np.array([*at, 0.0])
    wide, deep, high = size
    faces = box([*at, high - 0.05], yaw, (wide, deep, 0.05), "planks", colour)
    for x in (0.05, wide - 0.12):
        for y in (0.05, deep - 0.12):
            faces += box((o + u * x + v * y)[:2], yaw, (0.07, 0.07, high - 0.05), "plain", colour)
    for side in (-0.45, deep + 0.17):
        place = (o + v * side)[:2]
        faces += box([*place, 0.40], yaw, (wide, 0.28, 0.05), "planks", colour)
        for x in (0.1, wide - 0.2):
            faces += box((np.array([*place, 0.0]) + u * x + v * 0.1)[:2], yaw, (0.08, 0.08, 0.40), "plain", colour)
    return faces


def pergola(at, yaw, size=(3.2, 2.6, 2.35), colour=(0.22, 0.17, 0.12)) -> list[Face]:
    u, v = _way(yaw)
    o = np.array([*at, 0.0])
    wide, deep, high = size
    faces = []
    for x in (0.0, wide - 0.12):
        for y in (0.0, deep - 0.12):
            faces += box((o + u * x + v * y)[:2], yaw, (0.12, 0.12, high), "plain", colour)
    for y in (0.0, deep - 0.08):
        faces += box([*(o - u * 0.3 + v * y)[:2], high], yaw, (wide + 0.6, 0.08, 0.16), "plain", colour)
    for k in range(8):
        faces += box(
            [*(o + u * k * (wide - 0.06) / 7 - v * 0.25)[:2], high + 0.16],
            yaw,
            (0.06, deep + 0.5, 0.12),
            "plain",
            colour,
        )
    return faces


def person() -> list[Face]:
    """Who holds the camera: unseen, but with a shadow."""
    body = prism([0, -0.35, 0.75], [0, -0.35, 1.45], 0.20, 0.24, "plain", WHITE, 8, seen=False)
    head = prism([0, -0.35, 1.48], [0, -0.35, 1.76], 0.10, 0.09, "plain", WHITE, 8, seen=False)
    legs = [
        prism([x, -0.35, 0], [x * 0.9, -0.35, 0.8], 0.07, 0.10, "plain", WHITE, 8, seen=False) for x in (-0.12, 0.12)
    ]
    return body + head + legs[0] + legs[1]


def round_house(at, radius, high, rise, colour, door_turn=-100.0) -> list[Face]:
    """A round house of clay under thatch, seen from outside."""
    x, y = at
    faces = prism([x, y, 0], [x, y, high], radius, radius * 0.97, "plaster", colour, 72, catches=False)
    faces += prism([x, y, high - 0.25], [x, y, high + rise], radius + 0.45, 0.05, "thatch", (0.30, 0.24, 0.14), 72)
    for turn, wide, low, tall, style in (
        (door_turn, 0.95, 0.0, 2.0, "blue"),
        (door_turn + 32, 0.7, 0.95, 0.8, "window"),
        (door_turn - 38, 0.7, 0.95, 0.8, "window"),
    ):
        a = math.radians(turn)
        out = np.array([math.cos(a), math.sin(a), 0.0])
        along = np.array([-math.sin(a), math.cos(a), 0.0])
        faces += opening(
            np.array([x, y, low]) + out * (radius + 0.02) - along * wide / 2, along, out, wide, tall, style, False
        )
    return faces
