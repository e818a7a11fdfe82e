"""Draw the gardens of ``drawn`` and write picture, masks and truth beside this file.

python draw_scenes.py [NAME ...] [--out DIR] [--again N | --chance FIRST COUNT]

--again draws each with another camera and another sun, as NAME_N, and --chance gardens that are laid out by lot, as
chance_N: for scenes that nobody has tuned anything on.
"""

import argparse
import io
import json
import time
from pathlib import Path

import numpy as np
from drawn import ground
from drawn.again import drawn_again
from drawn.chance import chance_garden
from drawn.gardens import GARDENS
from drawn.scene import Scene, draw_scene
from PIL import Image

LARGEST_JPEG = 215_000


def jpeg(picture: np.ndarray) -> bytes:
    """The best JPEG that is small enough."""
    for quality in range(88, 50, -3):
        held = io.BytesIO()
        Image.fromarray(picture).save(held, "JPEG", quality=quality, optimize=True)
        if held.tell() <= LARGEST_JPEG:
            break
    return held.getvalue()


def corners(scene: Scene) -> dict:
    """Corners of walls that are in the picture, with the pixels that they are seen at."""
    found = {}
    for number, face in enumerate(f for f in scene.faces if f.catches):
        for which in (0, 2):
            seen = scene.camera.into(face.points[which])
            if seen[2] > 0.5 and len(found) < 8:
                x, y = scene.camera.pixels(seen)
                if 0 <= x <= scene.camera.width and 0 <= y <= scene.camera.rows:
                    spot = {"world": face.points[which].round(4).tolist(), "pixel": [round(x, 2), round(y, 2)]}
                    found[f"wall {number}, corner {which}"] = spot
    return found


def truth(name: str, scene: Scene) -> dict:
    light = scene.light
    sun = {"elevation_deg": light.elevation, "azimuth_world_deg": light.azimuth, "azimuth_deg": light.azimuth}
    about = " ".join(GARDENS.get(name.split("_")[0], chance_garden).__doc__.split())
    kept = {"name": name, "renderer": "draw_scenes.py", "about": about}
    kept |= scene.camera.truth()
    kept |= {"yaw_deg": scene.house_yaw, "sun": sun if light.shines else None, "points": corners(scene)}
    kept |= {"condition": light.condition, "straight_on_ground": scene.straight, "painted": scene.area}
    kept["ground_mask"] = {"file": f"{name}_ground.png", "labels": ground.KINDS}
    if light.shines:
        kept["shadow_mask"] = {"file": f"{name}_shadow.png"}
    return kept


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("names", nargs="*", choices=[*GARDENS, []])
    p.add_argument("--out", type=Path, default=Path(__file__).parent)
    p.add_argument("--again", type=int, help="draw other cameras and suns, by this number")
    p.add_argument("--chance", type=int, nargs=2, metavar=("FIRST", "COUNT"), help="draw gardens laid out by lot")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    if a.chance:
        first, count = a.chance
        asked = [(f"chance_{number}", chance_garden, (number,)) for number in range(first, first + count)]
    elif a.again is None:
        asked = [(name, GARDENS[name], ()) for name in a.names or GARDENS]
    else:
        asked = [(f"{name}_{a.again}", drawn_again, (name, a.again)) for name in a.names or GARDENS]
    for name, make, arguments in asked:
        began = time.perf_counter()
        scene = make(*arguments)
        drawn = draw_scene(scene)
        (a.out / f"{name}.jpg").write_bytes(jpeg(drawn.picture))
        Image.fromarray(drawn.labels).save(a.out / f"{name}_ground.png", optimize=True)
        if scene.light.shines:
            # Half the size: its edges are soft, and readers blur it anyway.
            half = Image.fromarray(drawn.shade).resize((scene.camera.width // 2, scene.camera.rows // 2), Image.BOX)
            half.save(a.out / f"{name}_shadow.png", optimize=True)
        (a.out / f"{name}.json").write_text(json.dumps(truth(name, scene), indent=1) + "\n")
        print(f"{name}: {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
