"""How a professional signs what they show: name, logo, and a colour that can be read."""

from django.db import transaction

from projects import files, images
from projects.models import Brand, User

# The site's paper and the words on it; css/tokens.css has the same.
PAPER, INK = "#f3f4f0", "#161b17"
LEAST_CONTRAST = 4.5
LOGO_SIDE = 480


def brand_of(user: User | None) -> Brand | None:
    return Brand.objects.filter(owner=user).first() if user else None


def keep_brand(owner: User, name: str, colour: str, logo=None, without_logo: bool = False) -> Brand:
    """Raises ImageError for a logo that cannot be used, and changes nothing then."""
    decoded = images.read_logo(logo) if logo else None
    with transaction.atomic():
        # Of two forms at once the second one finds what the first one made.
        User.objects.select_for_update().get(id=owner.id)
        brand = brand_of(owner) or Brand(owner=owner)
        old_name = brand.logo.name
        brand.name, brand.colour = name, colour
        if without_logo and not decoded:
            brand.logo, brand.logo_width, brand.logo_height = "", 0, 0
        with files.all_or_none(*([brand.logo] if decoded else [])):
            if decoded:
                decoded.thumbnail((LOGO_SIDE, LOGO_SIDE))
                brand.logo_width, brand.logo_height = decoded.size
                brand.logo.save(files.logo_name(), images.png(decoded), save=False)
            brand.save()
        if old_name and old_name != brand.logo.name:
            _remove_file(brand, old_name)
    return brand


def remove_brand(brand: Brand) -> None:
    """Raises OSError when the logo cannot be removed now; the row is kept then, so that it is found again."""
    if brand.logo:
        brand.logo.storage.delete(brand.logo.name)
    brand.delete()


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours like #24453a, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str = PAPER) -> str:
    """The nearest darker shade of a colour that can be read on the ground; itself when it can."""
    red, green, blue = _channels(colour)
    part = 1.0
    while contrast(shade := _hex(red * part, green * part, blue * part), ground) < LEAST_CONTRAST:
        part -= 0.02
    return shade


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))


def _hex(*channels: float) -> str:
    # Rounded down: the nearest one up could be too pale again.
    return "#" + "".join(f"{int(channel * 255):02x}" for channel in channels)


def _remove_file(brand: Brand, name: str) -> None:
    transaction.on_commit(lambda: brand.logo.storage.delete(name), robust=True)
