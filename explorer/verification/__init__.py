"""The program's numbers beside those of R and of a second engine."""
