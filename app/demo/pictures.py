"""The demo's own files: three photographs that are none and a page, made by code, so that nobody's picture is used."""

import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]
Painting = Callable[[int, int], Colour]  # of a point, from the left and from the top

FABRIC, SEAM, TEETH, GAP, STEEL, ROCK, GRASS, SHADE = (
    (44, 92, 118), (33, 70, 92), (198, 203, 208), (24, 28, 33), (150, 156, 163), (92, 88, 82), (86, 122, 64), (66, 98, 52))  # fmt: skip


def png(width: int, height: int, paint: Painting) -> bytes:
    """A picture in true colour. Source: PNG 3rd edition, sections 5 and 11."""
    rows = b"".join(b"\0" + b"".join(bytes(paint(x, y)) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)  # fmt: skip


def zipper() -> bytes:
    """A jacket's zip that comes apart in the middle."""

    def paint(x: int, y: int) -> Colour:
        apart = max(0, 26 - abs(y - 150) // 3)
        side = abs(x - 160) - apart
        if side < 0:
            return GAP
        if side < 9:
            return TEETH if (y // 5 + (x > 160)) % 2 else SEAM
        if side < 26:
            return SEAM
        return FABRIC if (x + y) % 7 else SEAM

    return png(320, 240, paint)


def cracked_link() -> bytes:
    """The steel link of a crampon, cracked across."""

    def paint(x: int, y: int) -> Colour:
        crack = 150 + (y * y // 37 + y // 3) % 11
        inside = 60 < y - x // 12 < 140 and 20 < x < 300
        if not inside:
            return ROCK if (x * 3 + y * 7) % 11 else GAP
        if abs(x - crack) < 3:
            return GAP
        hole = (x - 60) ** 2 + (y - x // 12 - 100) ** 2 < 320 or (x - 262) ** 2 + (y - x // 12 - 100) ** 2 < 320
        return GAP if hole else TEETH if (y - x // 12) % 20 else STEEL

    return png(320, 220, paint)


def one_pole() -> bytes:
    """The one pole of two that was in a tent's bag, on grass."""

    def paint(x: int, y: int) -> Colour:
        along = abs(y - 40 - x // 2)
        if along < 4 and 30 < x < 290:
            return GAP if x % 72 < 4 else TEETH if along < 2 else STEEL
        return GRASS if (x * 5 + y * 3) % 13 > 3 else SHADE

    return png(320, 220, paint)


def pdf(lines: list[str]) -> bytes:
    """A page of plain ASCII text. Source: ISO 32000-1, sections 7.5 and 9.4."""
    said = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 780 Td {said} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (f"{body}xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n").encode("ascii")  # fmt: skip


def statement() -> bytes:
    """Two charges of one day on a bank's statement."""
    return pdf(
        ["Bank statement (an invented one)", "", "KRAMIK KR-771204    489.00 PLN", "KRAMIK KR-771204    489.00 PLN"]
    )


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "urn:polana:media:zamek.png": ("image/png", zipper),
    "urn:polana:media:lacznik.png": ("image/png", cracked_link),
    "urn:polana:media:one-pole.png": ("image/png", one_pole),
    "urn:polana:media:wyciag.pdf": ("application/pdf", statement),
}
"""What the journeys' parts refer to: its type, and who makes it."""
