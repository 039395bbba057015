"""Passwords that are named are masked, torn or plain ones too; talk about passwords is left."""

import pytest

from domain.memory.secrets import mask


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hasło: Kot99", "hasło: •••••"),
        ("my password is kestrel", "my password is •••••••"),
        ("name orla finnegan password kestrel", "name orla finnegan password •••••••"),
        ("orla password kestrel", "orla password •••••••"),
        ("my name is orla and the password qvzrtmk", "my name is orla and the password •••••••"),
        ("the password is 7 kestrel", "the password is • •••••••"),
        ("password is k 4 t 7", "password is • • • •"),
        ("password kestrel 1204", "password ••••••• ••••"),
        ("kestrel 12 is my password", "••••••• •• is my password"),
        ("orla as user name and kestrel 12 as password", "orla as user name and ••••••• •• as password"),
        ("k 4 tz my password", "• • •• my password"),
        ("passwrod 4471", "passwrod ••••"),
        ("the pasword is 4471a", "the pasword is •••••"),
        ("pass is 54398", "pass is •••••"),
    ],
)
def test_a_password_that_is_named_is_masked(text: str, kept: str):
    assert kept == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password", "password reset please", "the password is wrong", "password must have 8 characters",
        "my password is 12 characters long", "password doesn't work", "wrong password 3 times", "change the password",
        "my boarding pass is 4471", "Password problem", "passcode retrieval", "hasło nie działa", "name and password please", "the password 2 days ago",
        "the passcode to access it", "the guest pass is 14 days",
    ],
)  # fmt: skip
def test_talk_about_passwords_is_left(text: str):
    assert text == mask(text)
