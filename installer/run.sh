#!/bin/sh
# Open the demonstration cohort, or write the same views into out/ where there is no display.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/trial-explorer demo
fi
echo "There is no display here: the views of the demonstration cohort are written into out/ instead."
exec .venv/bin/trial-explorer report resources/demo/e1910_demo.xlsx --out out
