"""What many exchanges come to, drawn."""
