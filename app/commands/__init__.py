"""The subcommands of `throughline`, one file a group; each imports what it needs only when it runs."""
