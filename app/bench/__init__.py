"""Measures our log beside the event-sourcing library's and beside the bare database, in one run (`throughline bench`)."""
