"""The inspector in a browser on this machine, and a plain page of the newest exchange."""
