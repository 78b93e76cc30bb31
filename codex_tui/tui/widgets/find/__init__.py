"""Searching in what a pane shows."""
