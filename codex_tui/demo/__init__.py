"""Traffic to look at without Codex or a model: an embedded model server, and a client with a script."""
