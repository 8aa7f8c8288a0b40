"""Interactive pyqtgraph views of the figures: hover, keys and gestures; the drawing is in ui/figures."""
