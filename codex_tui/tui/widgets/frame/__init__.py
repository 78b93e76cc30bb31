"""Status bar, panes, dividers, tabs and footer."""
