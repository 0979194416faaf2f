"""The desk: conversations and their owner, what comes in, what goes out, what never gets lost."""
