"""Are two records of a person the same person? Weights, evidence and contradictions; nothing here asks the world."""
