"""What was drawn, in words and in figures."""

from typing import Any

from .camera import Camera
from .light import Light
from .outline import Outline
from .scene import Scene
from .words import sentences


def report_of(kind: str, seed: int, camera: Camera, drawn: list[tuple[Outline, Scene, Light]]) -> dict[str, Any]:
    """JSON-able report of a drawing: words by language, material, camera, light, size."""
    outline, scene, light = drawn[0]
    area = sum(o.area for o, _, _ in drawn)
    return {
        "words": sentences(scene.words, area),
        "kind": kind,
        "material": scene.material,
        "seed": seed,
        "camera": camera.as_dict(),
        "outline": {
            "shape": outline.shape,
            "area_m2": round(area, 2),
            "long_m": round(outline.sides[0], 2),
            "short_m": round(outline.sides[1], 2),
            "fit": round(outline.fit, 3),
            "pieces": len(drawn),
        },
        "light": {
            "condition": light.condition,
            "irradiance": round(light.irradiance, 3),
            "sunny": round(light.sunny, 3),
            "sun_azimuth_deg": round(light.sun_azimuth_deg, 1),
            "sun_elevation_deg": round(light.sun_elevation_deg, 1),
            "sun_confidence": round(light.sun_confidence, 3),
            "ground": light.ground,
            "ground_materials": light.shadows.materials,
            "white": [round(float(v), 3) for v in light.white],
        },
    }
