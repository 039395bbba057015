"""The words of the console: the same keys and blanks in both languages, every key used exists, and no words elsewhere."""

import re
from pathlib import Path

import pytest

from app.console.serve import ROOT, first_modules, read_files
from domain.customer.events import CUSTOMER_EVENTS

JS = Path(__file__).parents[2] / "app" / "console" / "js"
STRING = r'"(?:[^"\\]|\\.)*"'
ENTRY = re.compile(rf'"([\w.-]+)": ({STRING}|\{{(?: \w+: {STRING},?)+ \}})')
LITERAL = re.compile(rf"{STRING}|`[^`]*`")
SPOKEN = re.compile(r'(?:"aria-label"|title|placeholder|alt): "[^"]')
PLURALS = {"pl": {"one", "few", "many", "other"}, "en": {"one", "other"}}
NOT_WORDS = {'throughline link create --role agent --name "Anna Wójcik"'}  # a command, the same in every language


PAGES = sorted(path.parent.name for path in JS.glob("*/main.js"))  # those with words of their own: js/figures/ …


def catalogue(language: str, page: str = "") -> dict[str, str]:
    names = [f"{page}-{language}.js"] if page else [f"{language}.js", f"{language}-later.js"]
    found = [dict(ENTRY.findall((JS / "i18n" / name).read_text(encoding="utf-8"))) for name in names]
    assert sum(map(len, found)) == len(set().union(*found))
    return {key: words for each in found for key, words in each.items()}


def modules(page: str | None = None) -> dict[str, str]:
    """All; of a page, those that begin with it (`core/i18n.js` asks for the words of whoever calls it)."""
    found = {path.relative_to(JS).as_posix(): path.read_text(encoding="utf-8") for path in JS.rglob("*.js")}
    wanted = {name for name in found if not name.startswith("i18n/")}
    if page:
        folder = {name for name in wanted if name.startswith(f"{page}/")}
        begun = first_modules(read_files(ROOT), f"js/{page}/main.js")
        wanted = (folder | {name.removeprefix("js/") for name in begun}) - {"core/i18n.js"}
    elif page == "":
        wanted = {name for name in wanted if not name.startswith(tuple(f"{each}/" for each in PAGES))}
    return {name: _without_comments(found[name]) for name in sorted(wanted)}


@pytest.mark.parametrize("page", ["", *PAGES])
def test_both_languages_have_the_same_keys_and_blanks(page: str):
    polish, english = catalogue("pl", page), catalogue("en", page)
    assert len(polish) > 20
    assert polish.keys() == english.keys()
    assert {} == {
        key: (blanks(polish[key]), blanks(english[key]))
        for key in polish
        if blanks(polish[key]) != blanks(english[key])
    }


@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_sentence_that_counts_two_things_inflects_by_the_one_it_chooses_its_form_by(page: str):
    """A number beside a noun is {n}, or {of}, which stands for it too: `{so} rows` is wrong for one of its values."""
    for language in PLURALS:
        loose = {
            key: words for key, words in catalogue(language, page).items() if re.search(r"\{so\} (?!z |of )\w", words)
        }
        assert {} == loose


@pytest.mark.parametrize("page", ["", *PAGES])
def test_every_plural_has_the_forms_of_its_language(page: str):
    for language, forms in PLURALS.items():
        plural = {
            key: set(re.findall(r" (\w+): ", entry))
            for key, entry in catalogue(language, page).items()
            if entry[0] == "{"
        }
        assert plural
        assert {} == {key: found for key, found in plural.items() if found != forms}


@pytest.mark.parametrize("page", ["", *PAGES])
def test_every_key_used_exists(page: str):
    known = catalogue("pl", page)
    for name, text in modules(page).items():
        used = re.findall(r'\bt\("([\w.-]+)"', text)
        prefixes = [
            *re.findall(r"\bt\(`([\w.-]+\.)\$\{", text),
            *(f"{each}." for each in re.findall(r'\bterm\("([\w.-]+)"', text)),
        ]
        assert [] == [key for key in used if key not in known], name
        assert [] == [prefix for prefix in prefixes if not any(key.startswith(prefix) for key in known)], name


def test_no_words_stand_outside_the_catalogues():
    found: list[str] = []
    for name, text in modules().items():
        found += [f"{name}: {each}" for each in SPOKEN.findall(text)]
        found += [f"{name}: {each}" for each in LITERAL.findall(_without_patterns(text)) if _reads_like_words(each)]
    assert [] == found


def blanks(entry: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", entry))


def _reads_like_words(literal: str) -> bool:
    inside = literal[1:-1].replace('\\"', '"')
    if any(inside in each for each in NOT_WORDS):
        return False
    sentence = re.match(r"[A-Z][a-z]+ [a-z]+ \w+", inside)
    return bool(sentence or re.search(r"[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]", inside.replace("ł", "", 1)))


def _without_comments(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"(^|\s)//[^\n]*", r"\1", text)


def _without_patterns(text: str) -> str:
    return re.sub(r"/(?:[^/\n\\]|\\.)+/[a-z]*(?=[.,)\];])", "", text)


def test_an_auditor_reads_every_event_and_every_look_in_words():
    """Names that no catalogue knows would stand in the list as they are stored."""
    sources = [path.read_text(encoding="utf-8") for path in ROOT.parent.rglob("*.py")]
    looks = {each for text in sources for each in re.findall(r'(?:what=|looked\(\w+, page, )"([a-z_-]+)"', text)}
    assert {"wrap_up", "print", "merge-preview"} <= looks
    wanted = {f"event.{name}" for name in {each.name for each in CUSTOMER_EVENTS}} | {f"look.{each}" for each in looks}
    assert set() == wanted - catalogue("pl", "audit").keys()
