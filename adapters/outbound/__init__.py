"""Ways out: how our words reach a handle, a file a way."""
