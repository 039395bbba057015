"""Claims about what counts as a secret."""
