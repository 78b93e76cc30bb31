"""The guided set-up, in front of the inspector that it leads to."""
