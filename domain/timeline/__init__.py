"""What was said and done, in order: the page an agent reads."""
