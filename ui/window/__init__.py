"""The window: what stands around the pages."""
