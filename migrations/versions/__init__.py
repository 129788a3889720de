"""One file a revision; applied in order, each in a transaction of its own."""
