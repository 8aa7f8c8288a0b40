"""Reading and writing files; no statistics."""
