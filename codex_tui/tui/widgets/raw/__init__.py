"""What passed on the wire, exactly."""
