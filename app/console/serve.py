"""Serves the console's own files: the set is hashed and gzipped once at start, and framed by strict headers."""

import gzip
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from app.http.heads import with_head

ROOT = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}


class Entry(msgspec.Struct, frozen=True):
    """One page of the console: its frame, and the module that begins it. No page loads another's modules."""

    page: str
    module: str
    alone: bool = False  # the address without anything below it is a page too


# By the first part of the address below /console; the agent's own page also stands at /console itself.
ENTRIES = {
    "customers": Entry("index.html", "js/main.js"),
    "audit": Entry("audit.html", "js/audit/main.js", alone=True),
    "figures": Entry("figures.html", "js/figures/main.js", alone=True),
}  # fmt: skip

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types throughline-worker",  # core/socket.js: one address, no other
))  # fmt: skip

SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Incoming = Request[Any, Any, Any]

_COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?s:.*?)\*/)[ \t]*$", re.MULTILINE)
_BESIDE = re.compile(r"(?<=[;{,)\]]) +// [^\n]*$", re.MULTILINE)  # a comment behind code; no string has one in it
_CASTS = re.compile(r"/\*\* @type [^\n*]*\*/ ")  # types within a line
_STYLE = re.compile(r'<link rel="stylesheet" href="/console/RELEASE/(css/[\w-]+\.css)">\n')
_CSS_ENDS = re.compile(r"([{};,])\n+")
_JS_ENDS = re.compile(r"(?:;(?=\n+\})|,(?=\n+[)\]}]))")  # what the end of a block or list makes needless
_JS_SPACES = re.compile(r" (=>|[!=]==|&&|\|\||\?\?|[=?:]) ")  # no words of a module have one of these
_JS_IMPORTS = re.compile(r"^import \{ (.+) \} from ", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_IMPORT = re.compile(rb'^(?:import|export)\b[^;"]*"(\.[^"]+)";$', re.MULTILINE)


class Shipped(msgspec.Struct, frozen=True):
    """One file, ready to be sent."""

    kind: str
    plain: bytes
    zipped: bytes


def console_routes(shop_name: str) -> list[HTTPRouteHandler]:
    """Make the handlers of /console and everything below it but sign-in."""
    files = served_files()
    release = release_name(files)
    pages = {entry: shipped(entry.page, _page(entry, files, release, shop_name)) for entry in ENTRIES.values()}
    index = pages[ENTRIES["customers"]]

    @get("/console", include_in_schema=False)
    async def console(request: Incoming) -> Response[bytes]:
        """The page itself, asked for anew each time."""
        return _answer(request, index, "no-cache")

    @get("/console/{path:path}", include_in_schema=False)
    async def below(request: Incoming, path: FromPath[str]) -> Response[bytes]:
        """A view of the page, or one file of this very release. Raises NotFoundException."""
        first, _, rest = path.strip("/").partition("/")
        entry = ENTRIES.get(first)
        if entry is not None and (rest or entry.alone):
            return _answer(request, pages[entry], "no-cache")
        if first != release or rest not in files:
            raise NotFoundException
        return _answer(request, files[rest], "public, max-age=31536000, immutable")

    return [*with_head(console), *with_head(below)]


@cache
def served_files() -> dict[str, Shipped]:
    """All that is served below one release: every file, and the stylesheets of each page as one. Read and zipped once."""
    files = read_files(ROOT)
    return files | dict(joined(entry, files) for entry in ENTRIES.values())


def read_files(root: Path) -> dict[str, Shipped]:
    """Every stylesheet, module and picture of the console by its path below the console's folder."""
    return {name: shipped(name, lean(name, path.read_bytes())) for name, path in _static(root)}


def lean(name: str, source: bytes) -> bytes:
    """A source without indentation, without comments, and without spaces that nobody needs: most of a stylesheet's, those around some signs of a module.

    Lines of modules keep their numbers. No string of ours goes over several lines, so nothing but the layout is lost.
    """
    if not name.endswith((".js", ".css")):
        return source
    text = _INDENT.sub("", _COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), _CASTS.sub("", source.decode())))
    if name.endswith(".css"):
        for wide, narrow in (
            ("; }", "}"),
            (" { ", "{"),
            (" {\n", "{\n"),
            ("; ", ";"),
            (": ", ":"),
            (", ", ","),
            (" > ", ">"),
        ):
            text = text.replace(wide, narrow)
        text = _CSS_ENDS.sub(r"\1", text)
    elif not name.startswith("js/i18n/"):
        text = _JS_SPACES.sub(r"\1", _JS_ENDS.sub("", _BESIDE.sub("", text)))
        text = _JS_IMPORTS.sub(lambda found: f"import{{{found[1].replace(', ', ',')}}}from", text)
    if name.startswith("js/i18n/"):  # words in quotes only: no catalogue has these in a sentence
        text = text.replace('": ', '":').replace('", "', '","')
    return text.encode()


def joined(entry: Entry, files: dict[str, Shipped]) -> tuple[str, Shipped]:
    """All stylesheets of a page as one file, and its name: a request costs a browser more than their bytes."""
    name = f"css/all-{entry.page.removesuffix('.html')}.css"
    frame = (ROOT / entry.page).read_text(encoding="utf-8")
    return name, shipped(name, b"\n".join(files[each].plain for each in _STYLE.findall(frame)))


def shipped(name: str, plain: bytes) -> Shipped:
    """Zip one file."""
    kind = KINDS[Path(name).suffix]  # Litestar adds the charset of text
    return Shipped(kind, plain, gzip.compress(plain, 9, mtime=0))


def release_name(files: dict[str, Shipped]) -> str:
    """A name that changes with any byte of any file."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}:{len(files[name].plain)}:".encode())
        digest.update(files[name].plain)
    return digest.hexdigest()[:16]


def first_modules(files: dict[str, Shipped], entry: str = "js/main.js") -> list[str]:
    """The modules that the page cannot begin without: `entry` and all it imports, not what a click imports."""
    found = [entry]
    for name in found:
        paths = [
            posixpath.normpath(f"{posixpath.dirname(name)}/{each.decode()}")
            for each in _IMPORT.findall(files[name].plain)
        ]
        found += [path for path in dict.fromkeys(paths) if path not in found]
    return found


def _static(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.suffix in {".css", ".js", ".svg"}:
            yield path.relative_to(root).as_posix(), path


def _page(entry: Entry, files: dict[str, Shipped], release: str, shop_name: str) -> bytes:
    page = (ROOT / entry.page).read_text(encoding="utf-8")
    place, (all_of_them, _) = _STYLE.search(page), joined(entry, files)
    assert place is not None
    page = page[: place.start()] + place[0].replace(place[1], all_of_them) + _STYLE.sub("", page[place.start() :])
    first = first_modules(files, entry.module)
    preload = "\n".join(
        f'<link rel="modulepreload" fetchpriority="low" href="/console/{release}/{name}">' for name in first
    )
    page = page.replace("<!--modules-->", preload).replace("RELEASE", release)
    return page.replace("SHOP_NAME", escape(shop_name, quote=True)).encode()


def _answer(request: Incoming, file: Shipped, cache: str) -> Response[bytes]:
    headers = {**SECURITY_HEADERS, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.zipped, media_type=file.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(file.plain, media_type=file.kind, headers=headers)
