"""What is said of the capture itself."""
