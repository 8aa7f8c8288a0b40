"""Where the installed program begins: the same as the command ``trial-explorer``."""

from __future__ import annotations

import sys

from ui.command_line import main

if __name__ == "__main__":
    sys.exit(main())
