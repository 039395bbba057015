"""How the console's files are served: strict headers, one name for the whole set, small, and nothing forbidden inside."""

import gzip
import posixpath
import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.console.serve import ROOT, Shipped, console_routes, first_modules, lean, read_files, release_name, shipped

COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?s:.*?)\*/)[ \t]*$|/\*\* @type [^\n*]*\*/ ", re.MULTILINE)
CODE = sorted([*ROOT.rglob("*.js"), *ROOT.rglob("*.css"), ROOT / "index.html", ROOT / "icon.svg"])
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|\bstyle: [\"`](?!currency|unit)|https?://(?!www\.w3\.org)"
)


@pytest.fixture(scope="module")
def client():
    with TestClient(Litestar(console_routes('Sklep "U Ali" <b>'))) as client:
        yield client


@pytest.mark.parametrize("path", ["/console", "/console/customers/c-1"])
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


def test_a_changed_byte_is_another_release():
    files = read_files(ROOT)
    changed = {**files, "js/main.js": shipped("js/main.js", files["js/main.js"].plain + b" ")}
    assert release_name(files) != release_name(changed)
    assert files["js/main.js"].plain == gzip.decompress(files["js/main.js"].zipped)


def test_what_an_agents_page_loads_before_the_first_click_stays_small():
    files = read_files(ROOT)
    page = (ROOT / "index.html").read_text(encoding="utf-8")
    styles = [name for name in files if name.endswith((".css", ".svg")) and f"/{name}" in page]
    modules = [*first_modules(files), "js/early.js"]
    languages = [f"js/i18n/{language}.js" for language in ("pl", "en")]
    assert not {*languages, "js/views/merging.js", "js/views/proof.js"} & {*modules}
    served = sum(len(files[name].plain) for name in [*styles, *modules]) + (ROOT / "index.html").stat().st_size
    served += max(len(files[name].plain) for name in languages)
    print(f"first page: {served:,} bytes in {len(modules) + 1} modules; the whole set: {whole(files):,} bytes")
    assert served < 200_000  # bytes, before zipping
    assert len(modules) + 1 <= 40


def test_the_whole_console_stays_small():
    assert whole(read_files(ROOT)) < 400_000  # bytes, before zipping


def test_every_module_is_reached_from_the_first_page_or_by_a_click():
    files = read_files(ROOT)
    clicked = re.findall(rb'import\("(\.[^"]+)"\)', b"".join(file.plain for file in files.values()))
    entries = [f"js/core/{each.decode()}" for each in clicked]
    assert {name for name in files if name.endswith(".css")} - {"css/later.css"} == set(
        re.findall(r"css/\w+\.css", (ROOT / "index.html").read_text(encoding="utf-8"))
    )
    assert entries
    reached = {posixpath.normpath(each) for each in entries}
    for entry in ("js/main.js", "js/early.js", *reached.copy()):
        reached |= {*first_modules(files, entry)}
    assert {name for name in files if name.startswith("js/")} == reached


def whole(files: dict[str, Shipped]) -> int:
    return sum(len(file.plain) for file in files.values()) + (ROOT / "index.html").stat().st_size


@pytest.mark.parametrize("path", [path for path in CODE if path.suffix in (".js", ".css")], ids=lambda path: path.name)
def test_only_layout_is_left_out_of_what_is_served(path: Path):
    source = path.read_text(encoding="utf-8")
    sent = lean(path.name, source.encode()).decode()
    assert source.count("\n") == sent.count("\n")  # lines keep their numbers
    assert [] == [line for line in source.splitlines() if line.count("`") % 2 and not line.lstrip().startswith("//")]
    assert re.findall(r"\"[^\"\n]*\"", COMMENT.sub("", source)) == re.findall(r"\"[^\"\n]*\"", sent)
    assert "".join(COMMENT.sub("", source).split()).replace(";}", "}") == "".join(sent.split()).replace(";}", "}")


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_makes_markup_from_text_or_calls_elsewhere(path: Path):
    assert [] == FORBIDDEN.findall(path.read_text(encoding="utf-8"))
