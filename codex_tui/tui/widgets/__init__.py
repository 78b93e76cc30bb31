"""What stands on the inspector's screens."""
