"""What becomes of the bytes of attachments, from the sender's call to the console's picture."""
