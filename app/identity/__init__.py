"""Who is this? What goes on beside intake: proofs at hand, shared handles, people tied together."""
