"""Follows the log and writes down what was told."""
