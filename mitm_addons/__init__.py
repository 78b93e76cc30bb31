"""What runs inside mitmdump: the capture addon and its siblings."""
