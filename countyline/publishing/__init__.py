"""Publishing from the console: drafts, their approval, and the publication that comes of them."""
