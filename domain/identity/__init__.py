"""Who is this? Handles, their levels of proof, and what they may decide."""
