"""The stylesheets: each stands in a layer of its own name, and every colour in the tokens."""

import re
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "app" / "console"
PAPER = "paper.css"  # the page for a printer: one sheet of its own, with no tokens before it, black on white
STYLES = sorted(path for path in (CONSOLE / "css").glob("*.css") if path.name != PAPER)
MODULES = sorted((CONSOLE / "js").rglob("*.js"))
LAYERS = re.findall(r"[a-z]+", (CONSOLE / "css" / "layers.css").read_text(encoding="utf-8").partition("@layer")[2])
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b(?!-)|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|"
    r"(?<=[:\s,(])(?:black|white|gray|grey|silver|red|green|blue|yellow|orange|purple|navy|teal|maroon|olive|lime|aqua|fuchsia|pink|brown)(?=[\s;,)])"
)


def text_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_the_layers_stand_in_the_order_of_the_design():
    order = ["reset", "tokens", "base", "parts", "views", "print"]
    assert order == [each for each in LAYERS if each in order]


@pytest.mark.parametrize("path", [each for each in STYLES if each.name != "layers.css"], ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer(path: Path):
    depth, outside, named = 0, "", set[str]()
    for part in re.split(r"([{}])", text_of(path)):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        elif depth == 0 and part.strip():
            outside += part
            named |= set(re.findall(r"@layer ([a-z]+)", part))
    assert 0 == depth
    assert "" == re.sub(r"@layer [a-z]+|@charset[^;]*;", "", outside).strip()
    assert named and named <= set(LAYERS)


@pytest.mark.parametrize("path", [each for each in STYLES if each.name != "tokens.css"], ids=lambda path: path.name)
def test_no_stylesheet_has_a_colour_of_its_own(path: Path):
    assert [] == COLOUR.findall(text_of(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(CONSOLE).as_posix())
def test_no_module_has_a_colour_of_its_own(path: Path):
    drawn = re.findall(r"(?:fill|stroke|color|background)\"?: ?[\"'`]([^\"'`]*)", path.read_text(encoding="utf-8"))
    assert [] == [each for each in drawn if COLOUR.search(f" {each} ")]


def test_every_token_that_is_used_is_there():
    made = set(re.findall(r"(--[\w-]+)\s*:", "".join(text_of(each) for each in STYLES)))
    set_by_modules = set(
        re.findall(r"setProperty\([\"'`](--[\w-]+)", "".join(each.read_text(encoding="utf-8") for each in MODULES))
    )
    used = set(re.findall(r"var\((--[\w-]+)", "".join(text_of(each) for each in STYLES)))
    assert set() == used - made - set_by_modules


def test_a_colour_is_known_when_it_is_seen():
    assert ["#fff", "rgb(", "white"] == COLOUR.findall(
        "a { color: #fff; background: rgb(0 0 0); border: 1px solid white; }"
    )
    assert [] == COLOUR.findall(
        "a { color: var(--ink); background: color-mix(in srgb, var(--x) 8%, transparent); border-color: Highlight }"
    )
