"""The queue: who waits, for how long, and what for."""
