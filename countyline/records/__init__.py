"""Public records: an export for a period that its receiver can check, and that check."""
