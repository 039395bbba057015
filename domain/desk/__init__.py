"""What people at the desk do with a customer: answer, note, claim, wrap up."""
