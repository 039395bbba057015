"""What the shop's settings say of its numbers and its products."""

import csv
from pathlib import Path

from app.settings import Settings, SettingsError
from domain.memory.extract.shop import Shop


def shop_of(settings: Settings) -> Shop:
    """The shop as facts are read by it. Raises SettingsError for a catalogue that cannot be read."""
    file = settings.products_file
    return Shop(numbers=settings.numbers, products=_products(file) if file is not None else {})


def _products(file: Path) -> dict[str, str]:
    """What each product is called, and its number; lines of another shape are an error, named by their number."""
    products: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines), 1):
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if len(cells) < 2 or not cells[0] or not cells[1]:
                    raise SettingsError(f"THROUGHLINE_PRODUCTS_FILE: line {number} must be a number and a name.")
                products[cells[1]] = cells[0]
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"THROUGHLINE_PRODUCTS_FILE cannot be read: {fault}") from None
    return products
