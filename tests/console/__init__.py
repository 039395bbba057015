"""Checks of the console's sources that need no browser."""
