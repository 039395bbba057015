"""The demo: nine invented customers of an invented shop, played live through the public intake."""
