"""What the checker looks at, one file for each kind of data."""
