"""One garden: what stands in it, and how its picture and truth are drawn."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from . import ground
from .camera import Camera
from .light import Light
from .photo import develop
from .raster import GROUND, SKY, Face, Leaves, draw, shadow
from .surfaces import FINISHES

FINER = 2
SHADOW_CELL_M = 0.02
SHADOW_M = (34.0, 46.0)


@dataclass
class Scene:
    camera: Camera
    light: Light
    seed: int = 0
    patches: list = field(default_factory=list)
    base: int = ground.LAWN
    dry: float = 0.1
    blade_m: float = 0.045
    blades: int = 170_000
    sea: bool = False
    faces: list[Face] = field(default_factory=list)
    clumps: list[Leaves] = field(default_factory=list)
    points: dict = field(default_factory=dict)
    house_yaw: float | None = None
    area: list = field(default_factory=list)
    about: str = ""
    straight: bool = True

    def add(self, made) -> None:
        """Faces, or (faces, clumps)."""
        faces, clumps = made if isinstance(made, tuple) else (made, [])
        self.faces += faces
        self.clumps += clumps

    def leaves(self) -> Leaves:
        if not self.clumps:
            return Leaves(np.zeros((0, 4, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0))
        parts = [(c.quads, c.colour, c.shade, c.openness) for c in self.clumps]
        return Leaves(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Drawn:
    """picture uint8 (H, W, 3); labels uint8 (H, W); shade uint8 (H, W), 255 without sun, on labelled ground only."""

    picture: np.ndarray
    labels: np.ndarray
    shade: np.ndarray


def _sample(raster: np.ndarray, u: np.ndarray, v: np.ndarray, cell: float, outside: float) -> np.ndarray:
    n = len(u)
    rows = max(1, -(-n // 1024))
    x, y = np.full(rows * 1024, -9, np.float32), np.full(rows * 1024, -9, np.float32)
    x[:n], y[:n] = u / cell - 0.5, v / cell - 0.5
    shape = (rows, 1024)
    found = cv2.remap(raster, x.reshape(shape), y.reshape(shape), cv2.INTER_LINEAR, borderValue=outside)
    return found.ravel()[:n]


def _crowding(faces: list[Face], leaves: Leaves, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Share of the sky that things near the ground leave open, (n,)."""
    cell = 0.05
    columns, rows = int(SHADOW_M[0] / cell), int(SHADOW_M[1] / cell)
    tall = np.zeros((rows, columns), np.float32)
    for face in faces:
        if face.seen and face.points[:, 2].min() < 0.5 and np.ptp(face.points[:, 2]) > 0.1:
            flat = (face.points[:, :2] + [SHADOW_M[0] / 2, 2.0]) / cell
            strength = float(np.clip(np.ptp(face.points[:, 2]) / 2.5, 0.15, 1))
            cv2.polylines(tall, [np.rint(flat).astype(np.int32)], True, strength, 5)
    low = leaves.quads[:, :, 2].mean(1) < 1.0 if len(leaves.quads) else np.zeros(0, bool)
    for point in leaves.quads[low].mean(1) if low.any() else ():
        i, j = int((point[1] + 2.0) / cell), int((point[0] + SHADOW_M[0] / 2) / cell)
        if 0 <= i < rows and 0 <= j < columns:
            tall[i, j] = max(tall[i, j], 0.6)
    near = cv2.GaussianBlur(tall, (0, 0), 0.22 / cell) + 1.0 * cv2.GaussianBlur(tall, (0, 0), 0.8 / cell)
    return _sample(np.exp(-1.1 * near).astype(np.float32), x + SHADOW_M[0] / 2, y + 2.0, cell, 1.0)


def draw_scene(scene: Scene) -> Drawn:
    camera, light = scene.camera.scaled(FINER), scene.light
    rays, leaves = camera.rays(), scene.leaves()
    found = draw(camera, scene.faces, leaves, rays)
    picture = np.zeros((camera.rows, camera.width, 3), np.float32)
    labels, lit = _ground(scene, camera, rays, leaves, found, picture)
    _draw_sky(scene, rays, found, picture)
    _draw_faces(scene, camera, rays, leaves, found, picture)
    _draw_leaves(scene, found, leaves, picture)
    small = cv2.resize(picture, (scene.camera.width, scene.camera.rows), interpolation=cv2.INTER_AREA)
    shade = np.where(labels > 0, 1 - lit, 0).astype(np.float32)
    size = (scene.camera.width, scene.camera.rows)
    weight = cv2.resize((labels > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    shade = cv2.resize(shade, size, interpolation=cv2.INTER_AREA) / np.maximum(weight, 1e-3)
    low_labels = np.where(weight > 0.5, labels[::FINER, ::FINER], 0).astype(np.uint8)
    shade = np.where(low_labels > 0, np.clip(shade, 0, 1) * 255 + 0.5, 0).astype(np.uint8)
    return Drawn(develop(small, light, scene.seed), low_labels, shade)


def _ground(scene, camera, rays, leaves, found, picture) -> tuple[np.ndarray, np.ndarray]:
    at = found.owner == GROUND
    t = found.depth[at]
    x, y = rays[at][:, 0] * t, rays[at][:, 1] * t
    distance = np.hypot(x, y)
    foot = distance / camera.focal * np.sqrt(np.maximum(distance / camera.height, 1))
    kinds, colour = ground.albedo(scene.patches, scene.base, scene.dry, 37.0 * scene.seed, x, y, foot)
    light, open_sky = scene.light, _crowding(scene.faces, leaves, x, y)
    visible = np.ones(len(x), np.float32)
    if light.shines:
        corner = np.array([-SHADOW_M[0] / 2, -2.0, 0.0])
        plan = shadow(scene.faces, leaves, light.towards, corner, *np.eye(3)[:2], SHADOW_M, SHADOW_CELL_M)
        visible = _sample(plan, x - corner[0], y - corner[1], SHADOW_CELL_M, 1.0)
    level = light.sun * max(light.towards[2], 0) * visible[:, None] + light.sky * (0.25 + 0.75 * open_sky)[:, None]
    level = level + light.lit_by_lamps(np.c_[x, y, 0 * x], np.array([0.0, 0.0, 1.0]))
    picture[at] = light.air(colour * level, distance)
    if scene.sea:
        _sea(scene, at, distance, rays, picture)
    labels = np.zeros(at.shape, np.uint8)
    labels[at] = np.where(distance < 45, kinds, 0)
    ground.strokes(
        np.random.default_rng(scene.seed), picture, labels, found.depth, camera.focal, scene.blades, scene.blade_m
    )
    lit = np.ones(at.shape, np.float32)
    lit[at] = visible
    return labels, lit


def _sea(scene, at, distance, rays, picture) -> None:
    far = distance > 42
    way = rays[at][far]
    glitter = scene.light.seen(way * [1, 1, -1]) * 0.55 + np.array([0.01, 0.045, 0.06])
    picture[np.nonzero(at)[0][far], np.nonzero(at)[1][far]] = glitter


def _draw_sky(scene, rays, found, picture) -> None:
    at = found.owner == SKY
    if at.any():
        way = rays[at]
        picture[at] = scene.light.seen(np.maximum(way, [-np.inf, -np.inf, 1e-3]))


def _draw_faces(scene, camera, rays, leaves, found, picture) -> None:
    light = scene.light
    for number, face in enumerate(scene.faces, 1):
        if number not in found.boxes:
            continue
        box = found.boxes[number]
        at = found.owner[box] == number
        if not at.any():
            continue
        way = rays[box][at]
        depth = found.depth[box][at]
        place = way * depth[:, None] + [0, 0, camera.height]
        normal = face.normal
        normal = normal if way[0] @ normal < 0 else -normal
        u, v = (place - face.corner) @ face.along, (place - face.corner) @ face.up
        slant = np.maximum(np.abs(way @ normal) / np.linalg.norm(way, axis=1), 0.12)
        foot = depth / camera.focal / np.sqrt(slant)
        cosine = max(float(normal @ light.towards), 0.0)
        visible = 1.0
        if face.catches and light.shines and cosine > 0.01:
            visible = _face_shadow(scene, face, leaves, u, v)[:, None]
        bounce = 0.16 * (light.sun * light.towards[2] + light.sky) * (1 - normal[2]) / 2
        level = light.sun * cosine * visible + light.sky * (0.55 + 0.45 * normal[2]) * 0.92 + bounce
        level = level + light.lit_by_lamps(place, normal)
        if face.finish == "glass":
            colour = _glass(light, way, normal, face, u, v)
        else:
            colour = np.array(face.colour) * np.clip(FINISHES[face.finish](u, v, foot), 0.05, 2)[:, None] * level
        picture[box][at] = light.air(colour, np.linalg.norm(place[:, :2], axis=1))


def _face_shadow(scene, face, leaves, u, v) -> np.ndarray:
    size = (
        float(np.ptp((face.points - face.corner) @ face.along)),
        float(np.ptp((face.points - face.corner) @ face.up)),
    )
    casters = [f for f in scene.faces if f is not face and f.casts]
    raster = shadow(casters, leaves, scene.light.towards, face.corner, face.along, face.up, size, 0.03)
    return _sample(raster, np.clip(u, 0.02, size[0] - 0.02), np.clip(v, 0.02, size[1] - 0.02), 0.03, 1.0)


def _glass(light, way, normal, face, u, v) -> np.ndarray:
    """A dark room behind a mirror of the sky; at night a lit one."""
    unit = way / np.linalg.norm(way, axis=1, keepdims=True)
    mirrored = unit - 2 * (unit @ normal)[:, None] * normal
    above = mirrored[:, 2] > 0.10 + 0.02 * np.sin(mirrored[:, 0] * 40)
    back = np.where(
        above[:, None],
        light.seen(np.maximum(mirrored, [-9, -9, 0.001])),
        0.10 * (light.sun + light.sky) * [0.5, 0.7, 0.3],
    )
    facing = np.abs(unit @ normal)
    fresnel = 0.05 + 0.95 * (1 - facing) ** 5
    room = 0.03 * light.sky + 0.6 * np.array(face.colour) * (0.75 + 0.25 * np.sin(u * 9.0) * np.sin(3 * v + 1))[:, None]
    return room + back * np.maximum(fresnel, 0.10)[:, None]


def _draw_leaves(scene, found, leaves, picture) -> None:
    first = 1 + len(scene.faces)
    at = found.owner >= first
    if not at.any():
        return
    light, which = scene.light, found.owner[at] - first
    middle = leaves.quads.mean(1)
    level = light.sun * leaves.shade[:, None] + light.sky * leaves.openness[:, None] * 0.85
    level = level + light.lit_by_lamps(middle, np.array([0.0, 0.0, 1.0])) * 0.6
    colour = light.air(leaves.colour * level, np.linalg.norm(middle[:, :2], axis=1))
    picture[at] = colour[which]
