"""CloudEvents 1.0, the one door's language: their shapes, and what they mean in ours."""
