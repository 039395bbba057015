"""What the customer has told us and what we owe: facts, promises, the brief."""
