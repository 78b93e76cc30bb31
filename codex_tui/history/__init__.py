"""Reads a capture directory: records, what is still live, and the list of all of it."""
