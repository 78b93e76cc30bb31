"""What stands where nothing is captured yet."""
