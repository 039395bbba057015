"""How codes go out is an operator's decision: nothing is sent unless a setting says so, and the demo says so."""

import pytest

from app import cli
from app.identity.outbound import ways_out
from app.settings import Settings, SettingsError


def outbound(text: str) -> dict[str, str]:
    return Settings.read({"THROUGHLINE_OUTBOUND": text}).outbound


def test_nothing_goes_out_unless_it_is_set():
    assert {} == Settings.read({}).outbound
    assert None is ways_out({}).of("phone")


def test_one_way_for_all_or_one_for_each_kind():
    assert {"*": "console"} == outbound("console")
    assert {"phone": "console", "email": "console"} == outbound(" phone=console, email=console")
    assert None is ways_out(outbound("phone=console")).of("email")


@pytest.mark.parametrize(
    "text", ["smtp", "phone=", "=x", "phone=console;email=console", "Phone=console", "a=b=console"]
)
def test_a_way_that_is_not_there_is_refused_by_name(text: str):
    with pytest.raises(SettingsError, match="THROUGHLINE_OUTBOUND must be console"):
        outbound(text)


@pytest.mark.parametrize(("arguments", "ways"), [(["serve"], {}), (["serve", "--demo"], {"*": "console"})])
def test_the_demo_shows_its_codes_where_it_runs(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], ways: dict[str, str]
):
    served: list[Settings] = []
    monkeypatch.setattr("app.server.serve", lambda settings, build, **rest: served.append(settings) or 0)
    monkeypatch.delenv("THROUGHLINE_OUTBOUND", raising=False)
    assert 0 == cli.main(arguments)
    assert [ways] == [settings.outbound for settings in served]
