"""How the console's files are served: strict headers, one name for the whole set, small, and nothing forbidden inside."""

import gzip
import posixpath
import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.console.serve import (
    ENTRIES,
    ROOT,
    Entry,
    Shipped,
    console_routes,
    first_modules,
    lean,
    read_files,
    release_name,
    served_files,
    shipped,
)

COMMENT = re.compile(
    r"^[ \t]*(?://[^\n]*|/\*(?s:.*?)\*/)[ \t]*$|/\*\* @type [^\n*]*\*/ |(?<=[;{,)\]]) +// [^\n]*$", re.MULTILINE
)
CODE = sorted([*ROOT.rglob("*.js"), *ROOT.rglob("*.css"), *ROOT.glob("*.html"), ROOT / "icon.svg"])
STYLES = re.compile(r'<link rel="stylesheet".*\n')  # served as one
# What a module says rather than does: a comment it kept, a string, a pattern; and the signs by which templates begin and end.
SAID = re.compile(
    r"""/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|(?<=[(,=:\[!&|?])\ ?/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/|[`{}]""",
    re.DOTALL,
)
ENDS = re.compile(r"[;,](?=[)\]}])")  # needless at the end of a block or list
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|\bstyle: [\"`](?!currency|unit)|https?://(?!www\.w3\.org)"
)


@pytest.fixture(scope="module")
def client():
    with TestClient(Litestar(console_routes('Sklep "U Ali" <b>'))) as client:
        yield client


@pytest.mark.parametrize("path", ["/console", "/console/customers/c-1", "/console/figures"])
def test_every_view_is_the_page_under_the_strict_policy(client: TestClient[Litestar], path: str):
    answer = client.get(path)
    assert 200 == answer.status_code
    assert "no-cache" == answer.headers["cache-control"]
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy and "unsafe" not in policy
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert 'content="Sklep &quot;U Ali&quot; &lt;b&gt;"' in answer.text


def test_every_file_the_page_names_is_there_for_ever(client: TestClient[Litestar]):
    named = re.findall(r'(?:src|href)="(/console/[^"]+)"', client.get("/console").text)
    assert len(named) > 25
    for path in named:
        answer = client.get(path)
        assert 200 == answer.status_code, path
        assert "immutable" in answer.headers["cache-control"]
        assert "gzip" == answer.headers["content-encoding"]


@pytest.mark.parametrize(
    "path",
    ["/console/nothing", "/console/0000/js/main.js", "/console/customers", "/console/customers/", "/console/serve.py"],
)
def test_what_is_not_there_is_not_found(client: TestClient[Litestar], path: str):
    assert 404 == client.get(path).status_code


def test_the_source_is_not_served(client: TestClient[Litestar]):
    release = re.search(r"/console/(\w{16})/", client.get("/console").text)
    assert release is not None
    for path in ("serve.py", "index.html", "../serve.py", "js/../serve.py"):
        assert 404 == client.get(f"/console/{release[1]}/{path}").status_code


def test_a_process_reads_and_zips_the_files_once():
    assert served_files() is served_files()


def test_a_changed_byte_is_another_release():
    files = read_files(ROOT)
    changed = {**files, "js/main.js": shipped("js/main.js", files["js/main.js"].plain + b" ")}
    assert release_name(files) != release_name(changed)
    assert files["js/main.js"].plain == gzip.decompress(files["js/main.js"].zipped)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_what_a_page_loads_before_the_first_click_stays_small(entry: Entry):
    files, page = read_files(ROOT), (ROOT / entry.page).read_text(encoding="utf-8")
    named = re.findall(r"/console/RELEASE/(css/[\w-]+\.css|icon\.svg)", page)
    modules = [*first_modules(files, entry.module), "js/early.js"]
    if entry.page == "index.html":
        modules += [*first_modules(files, "js/core/worker.js")]
    begins = (re.findall(r'data-words="([\w-]*)"', page) or [""])[0]
    languages = [f"js/i18n/{begins}{language}.js" for language in ("pl", "en")]
    assert not {*languages, "js/views/merging.js", "js/views/proof.js"} & {*modules}
    served = sum(len(files[name].plain) for name in [*named, *modules]) + len(STYLES.sub("", page).encode())
    served += max(len(files[name].plain) for name in languages)
    print(f"{entry.page}: {served:,} bytes in {len(modules) + 1} modules; the whole set: {whole(files):,} bytes")
    assert served < 200_000  # bytes, before zipping
    assert len(modules) + 1 <= 40


def test_no_page_begins_with_another_pages_modules():
    files = read_files(ROOT)
    own = {entry.page: {*first_modules(files, entry.module)} for entry in ENTRIES.values()}
    agents = own.pop("index.html")
    for page, modules in own.items():
        folder = f"js/{page.removesuffix('.html')}/"
        shared = {name for name in modules if not name.startswith(folder)}
        assert set() == {name for name in shared if not name.startswith(("js/core/", "js/parts/"))}, page
        assert set() == {name for name in agents if name.startswith(folder)}


def test_the_whole_console_stays_small():
    assert whole(read_files(ROOT)) < 600_000  # bytes, before zipping


def test_every_module_is_reached_from_the_first_page_or_by_a_click():
    files = read_files(ROOT)
    reached = {
        posixpath.normpath(f"{posixpath.dirname(name)}/{each.decode()}")
        for name, file in files.items()
        for each in re.findall(rb'(?:import|new URL)\("(\.[^"]+\.js)"', file.plain)
    }
    assert reached
    framed = "".join((ROOT / each.page).read_text(encoding="utf-8") for each in ENTRIES.values())
    named = {*re.findall(r"css/[\w-]+\.css", framed), "css/later.css", "css/paper.css"}
    assert {name for name in files if name.endswith(".css")} == named
    for entry in ("js/early.js", "js/core/worker.js", *(each.module for each in ENTRIES.values()), *reached.copy()):
        reached |= {*first_modules(files, entry)}
    assert {name for name in files if name.startswith("js/")} == reached  # the worker is named by the page itself


def whole(files: dict[str, Shipped]) -> int:
    return sum(len(file.plain) for file in files.values()) + sum(page.stat().st_size for page in ROOT.glob("*.html"))


@pytest.mark.parametrize("path", [path for path in CODE if path.suffix in (".js", ".css")], ids=lambda path: path.name)
def test_only_layout_is_left_out_of_what_is_served(path: Path):
    source = path.read_text(encoding="utf-8")
    sent = lean(path.relative_to(ROOT).as_posix(), source.encode()).decode()
    assert path.suffix == ".css" or source.count("\n") == sent.count("\n")  # lines of modules keep their numbers
    assert [] == [line for line in source.splitlines() if line.count("`") % 2 and not line.lstrip().startswith("//")]
    assert said(COMMENT.sub("", source)) == said(sent)
    assert ENDS.sub("", "".join(COMMENT.sub("", source).split())) == ENDS.sub("", "".join(sent.split()))


def said(code: str) -> list[str]:
    """Every string, pattern and piece of a template, as it stands."""
    found, within, at = list[str](), list[str](), 0
    while (
        next_ := SAID.search(code, at) if within[-1:] != ["`"] else re.compile(r"`|\$\{").search(code, at)
    ) is not None:
        sign = next_[0]
        if within[-1:] == ["`"]:
            found.append(code[at : next_.start()])
        if sign in ("{", "${") or (sign == "`" and within[-1:] != ["`"]):
            within.append(sign[-1])
        elif sign in ("}", "`"):
            within.pop()
        else:
            found.append(sign.strip())
        at = next_.end()
    return found


def test_what_a_module_says_is_found_wherever_it_stands():
    code = 'f("a = b", `x ${a = `${b} = `} in ? it`.split(/[/] = /))'
    assert ['"a = b"', "x ", "", " = ", " in ? it", "/[/] = /"] == said(code)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_makes_markup_from_text_or_calls_elsewhere(path: Path):
    assert [] == FORBIDDEN.findall(path.read_text(encoding="utf-8"))
