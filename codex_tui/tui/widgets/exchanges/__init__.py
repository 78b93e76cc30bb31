"""The list of exchanges."""
