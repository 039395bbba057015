"""What the shop said of one thing in two ways: found in offers, stock, orders and in agents' words, shown side by side."""
