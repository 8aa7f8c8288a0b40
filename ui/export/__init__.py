"""Figures and tables as files and on the clipboard."""
