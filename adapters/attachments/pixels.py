"""How large a picture would be on a screen, read from its header: nothing is decoded here, so nothing can burst here.

Source: PNG 3rd edition 11.2.1 (IHDR), GIF89a 18 (screen), 20 (image), 23 to 26 (extensions), RFC 9649 2.5 to 2.7 (VP8, VP8L,
VP8X), JPEG T.81 B.2.2 (frames).
"""

import struct

MOST_PIXELS = 40_000_000  # 160 MB once decoded: more than a telephone's camera makes, less than a browser minds
MOST_SIDE = 16_384
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # those T.81 table B.1 calls start of frame
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def pixels(kind: str, begins: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that may be shown; None where its beginning does not say, or says too much."""
    try:
        size = _READERS[kind](begins)
    except (KeyError, struct.error, IndexError):
        return None
    if size is None or not all(0 < side <= MOST_SIDE for side in size) or size[0] * size[1] > MOST_PIXELS:
        return None
    return size


def _png(begins: bytes) -> tuple[int, int] | None:
    width, height = struct.unpack_from(">II", begins, 16)
    return (width, height) if begins[12:16] == b"IHDR" else None


def _gif(begins: bytes) -> tuple[int, int] | None:
    """The screen, or what its first image reaches beyond it: browsers make room for the larger."""
    width, height, flags = struct.unpack_from("<HHB", begins, 6)
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)  # behind the common table of colours
    while begins[at] == 0x21:  # an extension: a label, then blocks behind their lengths up to an empty one
        at += 2
        while begins[at]:
            at += 1 + begins[at]
        at += 1
    if begins[at] != 0x2C:
        return None
    left, top, wide, high = struct.unpack_from("<HHHH", begins, at + 1)
    return max(width, left + wide), max(height, top + high)


def _webp(begins: bytes) -> tuple[int, int] | None:
    form = begins[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(begins[24:27], "little"), 1 + int.from_bytes(begins[27:30], "little")
    if form == b"VP8L" and begins[20] == 0x2F:
        bits = int.from_bytes(begins[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if form == b"VP8 " and begins[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", begins, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(begins: bytes) -> tuple[int, int] | None:
    """The frame stands behind what a camera tells of itself: every segment before it is stepped over by its length."""
    at = 2
    while begins[at] == 0xFF:
        marker = begins[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", begins, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", begins, at + 5)
            return width, height
        if length < 2:
            return None
        at += 2 + length
    return None


_READERS = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}
