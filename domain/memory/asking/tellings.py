"""Which earlier telling answers a question: told by the customer before it, elsewhere, and still to the point."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from domain.memory.asking.situations import SITUATION
from domain.memory.asking.voices import ASKED_IN, Asked
from domain.memory.exempt import Exempt, is_exempt
from domain.memory.extract.conversation import TELLING
from domain.memory.facts import Fact
from domain.memory.listed import listed
from domain.memory.unmarked import either_way
from domain.page import Page
from domain.timeline.items import Item

# How long a telling of these answers a question; the others answer for ever.
KEEPS = {"order_no": timedelta(days=90)} | dict.fromkeys(SITUATION, timedelta(days=90))
LOOKED_BACK = 300  # facts looked at for one question
TRIED = 12  # tellings of its key
_BEFORE = 4  # items before a telling in which its question stands

# A security question is told by its subject: the answer to one is none to another.
_SUBJECTS = {
    "maiden": either_way("maiden panieńskie panieńskiego rodowe rodowego"),
    "pet": either_way("pet pet's pets dog cat dog's cat's zwierzaka zwierzęcia zwierzę pies psa kota kot"),
    "school": either_way("school szkoła szkoły szkole"), "teacher": listed("teacher nauczyciel nauczyciela nauczycielki"),
    "street": listed("street ulica ulicy"), "car": either_way("car samochód samochodu"), "city": listed("city town miasto miasta"),
}  # fmt: skip
# The value that was told did not serve: asking for it again in the same talk is no forgetting.
_FAULTS = either_way("""
double-check issue locating invalid incorrect mismatch doesn't couldn't can't cannot unable wrong typo spell spelled spelling mistyped recheck
nieprawidłowy niepoprawny błędny błąd literówka przeliterować przeliteruj znalazłam znalazłem znaleźć widzę zgadza literować
""")  # fmt: skip
_FULLER = listed("full last surname family complete nazwisko nazwiska nazwiskiem")

_MARKS = re.compile(r"[.,;:?!()]+")

Tellings = Callable[[str], Iterable[Fact]]  # of one key, the last one told first


def on_page(page: Page) -> Tellings:
    """The tellings of a page, read only as far as somebody looks."""
    holding = page.memory.standing()

    def of_key(key: str) -> Iterator[Fact]:
        last = holding.get(key)
        if last is None:
            return
        yield last
        for number, fact in enumerate(page.memory.backwards()):
            if number >= LOOKED_BACK:
                return
            if fact.key == key and fact.fact_id != last.fact_id and not fact.of_another:
                yield fact

    return of_key


def answer(page: Page, tellings: Tellings, asked: Asked, item: Item, exempt: Iterable[Exempt],
           before: int | None = None) -> tuple[Fact, Item] | None:  # fmt: skip
    """The last telling that answers a question of an item, and where it stands; only of those recorded before a position."""
    key = asked.question.key
    for fact in islice(tellings(key), TRIED):
        if fact.retracted or fact.of_another or fact.stated_by not in TELLING or fact.item_id == item.item_id:
            continue
        told = page.timeline.find(fact.item_id)
        if told is None or (told.occurred_at, told.position) >= (item.occurred_at, item.position):
            continue
        if before is not None and told.position >= before:
            continue
        if _serves(page, asked, item, fact, told) and not is_exempt(exempt, key, item.occurred_at - told.occurred_at):
            return fact, told
    return None


def _serves(page: Page, asked: Asked, item: Item, fact: Fact, told: Item) -> bool:
    key = asked.question.key
    if item.occurred_at - told.occurred_at > KEEPS.get(key, timedelta.max):
        return False
    if key in SITUATION:
        return _same_case(page, item, told) and (
            key != "tried_already" or _shares_a_word(f"{fact.value} {fact.norm}", asked.words)
        )
    words = _words(asked.words)
    if item.interaction_id == told.interaction_id and not _FAULTS.isdisjoint(words):
        return False
    if (
        key == "name"
        and len(fact.norm.split()) == 1
        and not _FULLER.isdisjoint(_words(asked.words[slice(*asked.question.span)]))
    ):
        return False
    return key != "security_answer" or _same_subject(page, words, told)


def _same_case(page: Page, item: Item, told: Item) -> bool:
    """Told in an earlier interaction of the case that the question is about."""
    if item.interaction_id is None or told.interaction_id is None or item.interaction_id == told.interaction_id:
        return False
    case = page.cases.of(item.interaction_id)
    return case is not None and told.interaction_id in case.interactions


def _shares_a_word(value: str, words: str) -> bool:
    stems = {word[:5] for word in words.lower().split() if len(word) >= 5}
    return any(word[:5] in stems for word in value.lower().split() if len(word) >= 5)


def _same_subject(page: Page, words: frozenset[str], told: Item) -> bool:
    wanted, had = _subjects(words), _subjects(_words(told.text))
    if not had:
        had = next((each for each in _asked_before(page, told) if each), had)
    return not wanted or not had or not wanted.isdisjoint(had)


def _asked_before(page: Page, told: Item) -> Iterator[frozenset[str]]:
    """What the questions right before a telling were about, the last one first."""
    number = page.timeline.index_of(told.item_id)
    if number is not None:
        for each in reversed(page.timeline.in_order(max(0, number - _BEFORE), number)):
            if each.event in ASKED_IN and each.interaction_id == told.interaction_id:
                yield _subjects(_words(each.text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_MARKS.sub(" ", text.lower()).split())


def _subjects(words: frozenset[str]) -> frozenset[str]:
    return frozenset(subject for subject, said in _SUBJECTS.items() if not said.isdisjoint(words))
