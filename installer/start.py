"""Where the installed program begins: the same as the command ``trial-explorer``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["--parse-child"]:  # the child that reads a file needs nothing of the command line
        from explorer.files.parse_child import main as parse

        sys.exit(parse())
    from ui.command_line import main

    sys.exit(main())
