"""A customer's stream: what can happen, what is known from it, what may be decided."""
