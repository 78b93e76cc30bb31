"""The inspector on the screen; widgets take plain values and open no files."""
