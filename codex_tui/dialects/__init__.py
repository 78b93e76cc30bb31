"""Events into one Conversation, a module per API."""
