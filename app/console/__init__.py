"""The agents' console: plain modules, served as they are."""
