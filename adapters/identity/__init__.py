"""What identity is worked out from, kept beside the log: derived, and made anew from it."""
