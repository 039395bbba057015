"""Looking only where a word begins finds what looking everywhere finds."""

import random

from domain.memory.secrets import phrases

WORDS = """maiden name is was Kowalska Burek panieńskie PANIENSKIE mojej matki to nazwisko rodowe żony jest brzmi : = - . , it
    security answer Secret word memorable question odpowiedź odpowiedz na pytanie pomocnicze hasło szybką dziękuję za first childhood
    pet pet's zwierzę dog cat called nazywał wabił się named ſecurity secreţ maıden İstanbul"""


def test_answers_are_looked_for_only_where_the_question_is_named():
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS.split(), k=chance.randint(2, 12))) for _ in range(6_000)]
    texts += [text.upper() for text in texts[:500]] + [text.replace(" ", "", 2) for text in texts[:500]]
    everywhere = [[match.span() for match in phrases._MAIDEN.finditer(text)] for text in texts]
    assert 200 < sum(map(bool, everywhere))
    assert everywhere == [[match.span() for match in phrases._named(text, text.lower())] for text in texts]


def test_pets_are_looked_for_only_where_one_is_named():
    chance = random.Random(8)
    texts = [" ".join(chance.choices(WORDS.split(), k=chance.randint(2, 12))) for _ in range(3_000)]
    found = [text for text in texts if phrases._PET.search(text)]
    assert 50 < len(found)
    assert all(any(each in text.lower() for each in phrases._OF_PETS) for text in found)
