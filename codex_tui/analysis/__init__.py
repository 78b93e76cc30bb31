"""Over conversations and summaries: comparisons and statistics. Knows no screen."""
