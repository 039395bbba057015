"""Reading over HTTP: one resource, one question, no rule."""
