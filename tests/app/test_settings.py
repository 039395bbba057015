"""Every setting is read from one table, and a wrong one is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.settings import VARIABLES, Settings, SettingsError, describe

KEY = "00" * 31 + "7f"


def test_with_nothing_set_the_defaults_stand() -> None:
    settings = Settings.read({})
    found = settings.data_dir, settings.host, settings.port, settings.tenant, settings.default_region
    assert (Path("var"), "127.0.0.1", 8000, "demo", "PL") == found
    found = settings.timezone, settings.late_window, settings.shop_name, settings.public_url, settings.master_key
    assert ("Europe/Warsaw", timedelta(minutes=60), "Polana Outdoor", "", None) == found


def test_an_empty_variable_counts_as_unset() -> None:
    assert 8000 == Settings.read({"THROUGHLINE_PORT": " "}).port


def test_every_field_has_exactly_one_variable() -> None:
    assert sorted(Settings.__struct_fields__) == sorted(variable.field for variable in VARIABLES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "٨٠"),
        ("DATABASE_URL", "mysql://db/throughline"),
        ("DATABASE_URL", "sqlite://log.db"),
        ("DATABASE_URL", "sqlite:///"),
        ("BUS_URL", "redis://bus"),
        ("BUS_URL", "nats://"),
        ("BUS_URL", "nats://one,postgresql://two"),
        ("TENANT", "Demo"),
        ("TENANT", "a/b"),
        ("TENANT", "a" * 64),
        ("DEFAULT_REGION", "Poland"),
        ("TIMEZONE", "Mars/Base"),
        ("TIMEZONE", "../../etc/passwd"),
        ("LATE_WINDOW", "soon"),
        ("LATE_WINDOW", "-5"),
        ("LATE_WINDOW", "1 week"),
        ("HEAD_MINUTES", "often"),
        ("PUBLIC_URL", "care.example"),
        ("PUBLIC_URL", "ftp://care.example"),
        ("PUBLIC_URL", "https://care.example/desk"),
        ("PUBLIC_URL", "https://care.example/?a=1"),
        ("PUBLIC_URL", "https://user@care.example"),
        ("PUBLIC_URL", "https://care.example:99999"),
        ("PUBLIC_URL", "https://[::1"),
        ("MASTER_KEY", "short"),
        ("MASTER_KEY", KEY[2:]),
        ("SHOP_NAME", "a\nb"),
        ("TEAMS", "+48 22 100 00 00=Helpline, inbox"),
        ("TEAMS", "inbox=Help, inbox=Mail"),
    ],
)
def test_a_wrong_value_is_refused_by_the_variables_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"THROUGHLINE_{name} "):
        Settings.read({f"THROUGHLINE_{name}": text})


def test_a_database_of_another_kind_is_refused_without_its_password() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({"THROUGHLINE_DATABASE_URL": "mysql://app:canary@db/throughline"})
    assert "postgresql://" in str(refused.value)
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("60", 3600), ("60 minutes", 3600), ("90s", 90), ("2 hours", 7200), ("0", 0), ("1 h", 3600), ("5 MIN", 300)],
)
def test_a_length_of_time_may_name_its_unit(text: str, length: int) -> None:
    assert timedelta(seconds=length) == Settings.read({"THROUGHLINE_LATE_WINDOW": text}).late_window


def test_the_master_key_may_be_hex_or_base64() -> None:
    expected = bytes.fromhex(KEY)
    assert expected == Settings.read({"THROUGHLINE_MASTER_KEY": KEY}).master_key
    text = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAH8="
    assert expected == Settings.read({"THROUGHLINE_MASTER_KEY": text}).master_key


def test_two_master_keys_are_one_too_many() -> None:
    with pytest.raises(SettingsError, match="both set"):
        Settings.read({"THROUGHLINE_MASTER_KEY": KEY, "THROUGHLINE_MASTER_KEY_FILE": "/run/key"})


def test_two_previous_master_keys_are_one_too_many() -> None:
    with pytest.raises(SettingsError, match="MASTER_KEY_PREVIOUS_FILE are both set"):
        Settings.read({"THROUGHLINE_MASTER_KEY_PREVIOUS": KEY, "THROUGHLINE_MASTER_KEY_PREVIOUS_FILE": "/run/key"})


def test_neither_the_shown_settings_nor_a_traceback_spell_a_secret() -> None:
    environ = {
        "THROUGHLINE_MASTER_KEY": KEY,
        "THROUGHLINE_MASTER_KEY_PREVIOUS": KEY,
        "THROUGHLINE_DATABASE_URL": "postgresql://app:canary@db/throughline",
    }
    shown = "\n".join(describe(environ))
    assert "present: (hidden)" in shown
    assert "db/throughline" in shown
    assert KEY not in shown
    assert "canary" not in shown
    assert "7f" not in repr(Settings.read({"THROUGHLINE_MASTER_KEY": KEY}))


def test_every_variable_is_shown_with_meaning_default_and_value() -> None:
    shown = list(describe({"THROUGHLINE_PORT": "8001"}))
    assert [variable.name for variable in VARIABLES] == [text.split("\n")[0] for text in shown]
    port = next(text for text in shown if text.startswith("THROUGHLINE_PORT\n"))
    assert "Port to listen on." in port
    assert "default: 8000   present: 8001" in port


@pytest.mark.parametrize(
    ("environ", "base_url", "origins"),
    [
        ({}, "http://127.0.0.1:8000", {"http://127.0.0.1:8000", "http://localhost:8000"}),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1", {"http://127.0.0.1", "http://localhost"}),
        ({"HOST": "::1"}, "http://[::1]:8000", {"http://[::1]:8000"}),
        ({"HOST": "10.0.0.7"}, "http://10.0.0.7:8000", {"http://10.0.0.7:8000"}),
        ({"PUBLIC_URL": "https://Care.Example/"}, "https://care.example", {"https://care.example"}),
        ({"PUBLIC_URL": "https://care.example:443"}, "https://care.example", {"https://care.example"}),
        (
            {"PUBLIC_URL": "http://localhost:9000"},
            "http://localhost:9000",
            {"http://localhost:9000", "http://127.0.0.1:9000"},
        ),
    ],
)
def test_our_own_origins_follow_the_address_people_use(
    environ: dict[str, str], base_url: str, origins: set[str]
) -> None:
    settings = Settings.read({f"THROUGHLINE_{name}": text for name, text in environ.items()})
    assert base_url == settings.base_url
    assert origins == settings.origins
    assert settings.secure == base_url.startswith("https")


def test_the_log_lies_in_the_data_folder_unless_a_url_says_otherwise() -> None:
    assert Path("there/log.db") == Settings.read({"THROUGHLINE_DATA_DIR": "there"}).log_file
    assert Path("/srv/log.db") == Settings.read({"THROUGHLINE_DATABASE_URL": "sqlite:////srv/log.db"}).log_file
