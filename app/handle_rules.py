"""The rules by which this service reads handles, made from its settings."""

from adapters.handles.rules import HandleRules, make_rules
from app.settings import Settings, SettingsError


def handle_rules(settings: Settings) -> HandleRules:
    """The shop's kinds, own entry points and unfit handles. Raises SettingsError naming the variable that is wrong."""
    _checked("THROUGHLINE_OWN_NUMBERS", settings, numbers=settings.own_numbers)
    _checked("THROUGHLINE_OWN_ADDRESSES", settings, addresses=settings.own_addresses)
    table = _unfit_file(settings)
    return _checked("THROUGHLINE_UNFIT_FILE", settings, settings.own_numbers, settings.own_addresses, table)


def _checked(name: str, settings: Settings, numbers: tuple[str, ...] = (), addresses: tuple[str, ...] = (),
             table: str = "") -> HandleRules:  # fmt: skip
    try:
        return make_rules(settings.handle_kinds, numbers, addresses, settings.default_region, table)
    except ValueError as error:
        raise SettingsError(f"{name} {error}") from None


def _unfit_file(settings: Settings) -> str:
    if settings.unfit_file is None:
        return ""
    try:
        return settings.unfit_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"THROUGHLINE_UNFIT_FILE names a file that cannot be read: {reason}.") from None
