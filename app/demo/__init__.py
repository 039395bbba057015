"""The demo: eight invented customers of an invented shop, played live through the public intake."""
