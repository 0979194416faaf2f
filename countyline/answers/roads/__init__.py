"""The roads on which a question reaches its reply, one module each."""
