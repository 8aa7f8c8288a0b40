#!/bin/sh
# Print the first Python that Trial Explorer can run on; say what is missing when there is none.
set -eu

for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$python"
        exit
    fi
done
echo "Trial Explorer needs Python 3.11 or newer, and none was found: install it and run this command again." >&2
exit 1
