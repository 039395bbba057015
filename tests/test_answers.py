"""An answer that is not the one expected says what it is."""

import httpx
import pytest


def test_whoever_misses_something_in_an_answer_is_told_what_the_answer_was():
    answer = httpx.Response(503, json={"type": "urn:throughline:problem:overloaded"})
    with pytest.raises(KeyError, match="'errors' is not in the answer, which is 503 .*overloaded"):
        answer.json()["errors"]
