"""Which need an interaction is about: cases opened, continued on another channel, and settled, by rules that say why."""
