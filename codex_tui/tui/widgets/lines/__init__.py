"""Drawing by line: a frame costs what is visible, whatever the length."""
