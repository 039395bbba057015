"""Puts the parts together: settings, composition, doors and screens."""
