"""What is true: the status document, its calendar and its publication."""
