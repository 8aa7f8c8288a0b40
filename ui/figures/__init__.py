"""One painter a figure, for the screen and for the exported file alike."""
