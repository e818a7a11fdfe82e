"""Files as people, phones and wicked neighbours send them. Good ones show four quarters: red, green, blue, white."""

import io
import struct
import zlib

import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

SIZE = (160, 120)
QUARTERS = {(0.25, 0.25): "red", (0.75, 0.25): "lime", (0.25, 0.75): "blue", (0.75, 0.75): "white"}
ORIENTATION = 0x0112
# How an upright picture is laid down so that the orientation of this number turns it up again.
LAID_DOWN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(mode="RGB", size=SIZE) -> Image.Image:
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    for (x, y), colour in QUARTERS.items():
        left, top = round((x - 0.25) * size[0]), round((y - 0.25) * size[1])
        draw.rectangle((left, top, left + size[0] // 2, top + size[1] // 2), fill=colour)
    return image.convert(mode)


def shows_quarters(image: Image.Image) -> bool:
    """Whether the four colours are where they belong, give or take what JPEG and CMYK make of them."""
    wanted = quarters(size=image.size)
    places = [(round(x * image.width), round(y * image.height)) for x, y in QUARTERS]
    pairs = [(image.convert("RGB").getpixel(place), wanted.getpixel(place)) for place in places]
    return all(abs(a - b) < 40 for got, want in pairs for a, b in zip(got, want, strict=True))


def saved(image: Image.Image, file_format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def good(file_format="JPEG", mode="RGB", **options) -> bytes:
    return saved(quarters(mode), file_format, **options)


def in_other_colours(file_format="JPEG", mode="RGB") -> bytes:
    """The quarters with red and green exchanged, and a profile that says so: they look as they should."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    red, green, *others = quarters(mode).split()
    return saved(Image.merge(mode, (green, red, *others)), file_format, icc_profile=exchanged)


def turned(file_format: str, orientation: int) -> bytes:
    image, laid_down = quarters(), LAID_DOWN[orientation]
    image = image.transpose(laid_down) if laid_down is not None else image
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if file_format == "HEIF":
        # There the turn is a property of the image, which is made of the metadata that it came with.
        image.info["exif"] = exif.tobytes()
        return saved(image, file_format)
    return saved(image, file_format, exif=exif, **({"lossless": True} if file_format == "WEBP" else {}))


def animated(file_format: str) -> bytes:
    later = [Image.new("RGB", SIZE, "black"), Image.new("RGB", SIZE, "gray")]
    return saved(quarters(), file_format, save_all=True, append_images=later, duration=50, loop=0)


def truncated(file_format="JPEG") -> bytes:
    whole = good(file_format)
    return whole[: len(whole) * 2 // 3]


def sixteen_bit() -> bytes:
    """A grey ramp from left to right, 16 bits a pixel."""
    ramp = b"".join(struct.pack("<H", x * 65535 // (SIZE[0] - 1)) for x in range(SIZE[0])) * SIZE[1]
    return saved(Image.frombytes("I;16", SIZE, ramp), "PNG")


def transparent() -> bytes:
    """The quarters on the upper half, nothing at all on the lower one."""
    image = quarters("RGBA")
    image.paste((0, 0, 0, 0), (0, SIZE[1] // 2, *SIZE))
    return saved(image, "PNG")


def vast_png(width=20_000, height=15_000) -> bytes:
    """A real black and white PNG of 300 megapixels in some 40 KB."""
    packer = zlib.compressobj()
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join([*(packer.compress(row) for _row in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def vast_gif() -> bytes:
    """A GIF of a few bytes that claims a screen of 65535 by 65535."""
    small = bytearray(good("GIF"))
    small[6:10] = struct.pack("<HH", 65535, 65535)
    return bytes(small)


def swollen_text() -> bytes:
    """A small PNG whose comment unpacks to 64 MB."""
    notes = PngInfo()
    notes.add_text("Comment", "\0" * 64 * 2**20, zip=True)
    return good("PNG", pnginfo=notes)


def area(size=SIZE, box=(40, 60, 120, 110)) -> bytes:
    image = Image.new("1", size)
    ImageDraw.Draw(image).rectangle(box, fill=1)
    return saved(image, "PNG")


def soft_area(size=SIZE) -> bytes:
    """White below, black above, and between them a grey edge whose middle is the photo's."""
    grey = Image.linear_gradient("L").resize(size)
    return saved(grey, "PNG")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
