"""One conversation, part by part."""
