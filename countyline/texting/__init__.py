"""Text messages: who may be sent one, what a text means, and the queue of what goes out."""
