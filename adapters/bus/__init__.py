"""Doorbells between nodes: what grew, and who is looking at what. Read `port.py` first."""
