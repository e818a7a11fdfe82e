"""What a picture says of itself: XMP that it is a visualisation, written into the file beside its pixels."""

import html
import re
import struct
import zlib

from PIL.PngImagePlugin import PngInfo

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PNG_KEYWORD = b"XML:com.adobe.xmp"
JPEG_KEYWORD = b"http://ns.adobe.com/xap/1.0/\0"
PNG_START = b"\x89PNG\r\n\x1a\n"
# Signature and header of a PNG, after which other chunks may come.
PNG_HEADER_BYTES = 33
# 8 bits of red, green and blue, not interlaced: how an ordinary picture's header ends.
PNG_PLAIN = b"\x08\x02\0\0\0"
MOST_CHUNKS = 100_000
# Within these a file says whether it was marked: the packet is written before the pixels.
HEAD_BYTES = 16 * 1024
LONGEST_CAPTION = 1200
# Characters that XML cannot hold, not even escaped.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmp:CreatorTool="{tool}" photoshop:Credit="{tool}" Iptc4xmpExt:DigitalSourceType="{source_type}">
<dc:description><rdf:Alt>{captions}</rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def packet(captions: dict[str, str], default: str, tool: str, source_type: str) -> bytes:
    """XMP with a caption a language, ``default`` naming the one for readers that know none of them.

    ``source_type`` is a name of IPTC's list of digital source types.
    """
    said = {"x-default": captions[default], **captions}
    items = (f'<rdf:li xml:lang="{code}">{_xml(text[:LONGEST_CAPTION])}</rdf:li>' for code, text in said.items())
    filled = PACKET.format(tool=_xml(tool), source_type=_xml(SOURCE_TYPES + source_type), captions="".join(items))
    return filled.encode()


def options(file_format: str, xmp: bytes) -> dict:
    """What Pillow's ``save`` has to be told so that the file carries the packet."""
    if not xmp:
        return {}
    if file_format != "PNG":
        return {"xmp": xmp}
    chunks = PngInfo()
    chunks.add_itxt(PNG_KEYWORD.decode(), xmp.decode())
    return {"pnginfo": chunks}


def is_marked(head: bytes) -> bool:
    return any(keyword in head[:HEAD_BYTES] for keyword in (PNG_KEYWORD, JPEG_KEYWORD))


def is_plain_png(content: bytes) -> bool:
    """Whether a file is a header, pixels and an end, and nothing that could say or hide anything else."""
    if not content.startswith(PNG_START) or content[24:29] != PNG_PLAIN:
        return False
    at, names = len(PNG_START), []
    while at < len(content) and len(names) < MOST_CHUNKS:
        length, name = struct.unpack(">I4s", content[at : at + 8].ljust(8, b"\0"))
        names.append(name)
        at += 12 + length
    return at == len(content) and names == [b"IHDR", *[b"IDAT"] * (len(names) - 2), b"IEND"]


def marked(content: bytes, xmp: bytes) -> bytes:
    """A whole PNG or JPEG with the packet put into it, every other byte as it was; another format as it came."""
    if content.startswith(PNG_START):
        text = PNG_KEYWORD + bytes(5) + xmp
        chunk = struct.pack(">I", len(text)) + b"iTXt" + text + struct.pack(">I", zlib.crc32(b"iTXt" + text))
        return content[:PNG_HEADER_BYTES] + chunk + content[PNG_HEADER_BYTES:]
    if content.startswith(b"\xff\xd8\xff"):
        at = _after_first_segments(content)
        text = JPEG_KEYWORD + xmp
        return content[:at] + b"\xff\xe1" + struct.pack(">H", len(text) + 2) + text + content[at:]
    return content


def _after_first_segments(content: bytes) -> int:
    """Where JFIF and Exif end, which readers look for in the first place."""
    at = 2
    while content[at : at + 2] == b"\xff\xe0" or (
        content[at : at + 2] == b"\xff\xe1" and content[at + 4 : at + 8] == b"Exif"
    ):
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return at


def _xml(text: str) -> str:
    return html.escape(NOT_XML.sub(" ", text))
