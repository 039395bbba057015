"""What is true of customers and conversations, whatever stores or carries it."""
