"""The raw views by name."""

TABS = ("Request", "Response", "Events", "Headers", "Timing")
"""From left to right."""
