"""The words of the console: the same keys and blanks in both languages, every key used exists, and no words elsewhere."""

import re
from pathlib import Path

JS = Path(__file__).parents[2] / "app" / "console" / "js"
STRING = r'"(?:[^"\\]|\\.)*"'
ENTRY = re.compile(rf'"([\w.-]+)": ({STRING}|\{{(?: \w+: {STRING},?)+ \}})')
LITERAL = re.compile(rf"{STRING}|`[^`]*`")
SPOKEN = re.compile(r'(?:"aria-label"|title|placeholder|alt): "[^"]')
PLURALS = {"pl": {"one", "few", "many", "other"}, "en": {"one", "other"}}
NOT_WORDS = {'throughline link create --role agent --name "Anna Wójcik"'}  # a command, the same in every language


def catalogue(language: str) -> dict[str, str]:
    files = [JS / "i18n" / f"{language}{part}.js" for part in ("", "-later")]
    found = [ENTRY.findall(path.read_text(encoding="utf-8")) for path in files]
    assert {*dict(found[0])}.isdisjoint(dict(found[1]))
    return dict(found[0]) | dict(found[1])


def modules() -> dict[str, str]:
    found = {path.relative_to(JS).as_posix(): path.read_text(encoding="utf-8") for path in JS.rglob("*.js")}
    return {name: _without_comments(text) for name, text in found.items() if not name.startswith("i18n/")}


def test_both_languages_have_the_same_keys_and_blanks():
    polish, english = catalogue("pl"), catalogue("en")
    assert len(polish) > 200
    assert polish.keys() == english.keys()
    assert {} == {
        key: (blanks(polish[key]), blanks(english[key]))
        for key in polish
        if blanks(polish[key]) != blanks(english[key])
    }


def test_every_plural_has_the_forms_of_its_language():
    for language, forms in PLURALS.items():
        plural = {
            key: set(re.findall(r" (\w+): ", entry)) for key, entry in catalogue(language).items() if entry[0] == "{"
        }
        assert plural
        assert {} == {key: found for key, found in plural.items() if found != forms}


def test_every_key_used_exists():
    known = catalogue("pl")
    for name, text in modules().items():
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
