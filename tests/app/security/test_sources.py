"""Which sources an adapter's token may write under."""

import pytest

from app.security.gate import Principal, owns_source


def an_adapter(source: str, *, tenant: str = "demo", role: str = "adapter") -> Principal:
    return Principal(id="k-1", tenant=tenant, role=role, name="x", person="p-1", via="token", source=source)


@pytest.mark.parametrize(
    ("granted", "source"),
    [
        ("//demo/chat/main", "//demo/chat/main"),
        ("//demo/chat/*", "//demo/chat/main"),
        ("//demo/chat/*", "//demo/chat/main/north"),
        ("//demo/*", "//demo/chat/main"),
        ("//demo/*", "//demo/chat"),
    ],
)
def test_an_adapter_writes_under_its_own_source(granted: str, source: str) -> None:
    assert owns_source(an_adapter(granted), source)


@pytest.mark.parametrize(
    ("granted", "source"),
    [
        ("//demo/chat/main", "//demo/chat/other"),
        ("//demo/chat/main", "//demo/chat/main/north"),
        ("//demo/chat/main", "//demo/chat/MAIN"),
        ("//demo/chat/main", "//demo/chat/main "),
        ("//demo/chat/main", "//demo/chat/main/"),
        ("//demo/chat/*", "//demo/chat"),
        ("//demo/chat/*", "//demo/chatter/main"),
        ("//demo/chat/*", "//demo/chat/"),
        ("//demo/*", "//demo/"),
        ("//demo/*", "//demo"),
        ("//demo/*", "//other/chat/main"),
        ("//demo/*", "/demo/chat/main"),
        ("//demo/*", "demo/chat/main"),
        ("//demo/*", "https://demo/chat/main"),
        ("//demo/*", "//demo//main"),
        ("//demo/*", "//demo/*"),
        ("//demo/*", ""),
        ("", ""),
    ],
)
def test_an_adapter_writes_under_no_other(granted: str, source: str) -> None:
    assert not owns_source(an_adapter(granted), source)


def test_the_tenant_of_a_source_must_be_the_tokens() -> None:
    assert owns_source(an_adapter("//demo/*"), "//demo/chat/main")
    assert not owns_source(an_adapter("//demo/*", tenant="other"), "//demo/chat/main")


def test_nobody_but_an_adapter_owns_a_source() -> None:
    assert not owns_source(an_adapter("//demo/*", role="admin"), "//demo/chat/main")
