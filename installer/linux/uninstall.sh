#!/bin/sh
# Removes Trial Explorer from this user's folders. Settings (~/.config/Trial Explorer) stay.
set -eu

share=${XDG_DATA_HOME:-$HOME/.local/share}
target=$share/trial-explorer
if [ ! -f "$target/VERSION" ]; then
    echo "Trial Explorer is not installed in $target." >&2
    exit 2
fi
rm -f "$HOME/.local/bin/trial-explorer" "$share/applications/trial-explorer.desktop"
rm -f "$share"/icons/hicolor/*/apps/trial-explorer.png
rm -f "$share/mime/packages/trial-explorer.xml"
rm -rf "$target"
if rmdir "$share/mime/packages" 2>/dev/null; then
    rm -rf "$share/mime"  # an index of types of which none is left
elif command -v update-mime-database >/dev/null; then
    update-mime-database "$share/mime" || true
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications" || true; fi
echo "Trial Explorer is removed. Your settings stay in ${XDG_CONFIG_HOME:-$HOME/.config}/Trial Explorer."
