"""What staff see and do: accounts, sessions, and the pages under `/staff`."""
