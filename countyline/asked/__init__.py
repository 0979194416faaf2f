"""What people asked in a stretch of time, what became of it, and what found no answer."""
