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
for icon in "$share"/icons/hicolor/*/apps/trial-explorer.png; do
    rm -f "$icon"
    apps=${icon%/*}
    rmdir "$apps" 2>/dev/null && rmdir "${apps%/*}" 2>/dev/null || true  # unless something else is in it
done
rmdir "$share/icons/hicolor" 2>/dev/null && rmdir "$share/icons" 2>/dev/null || true
rm -f "$share/mime/packages/trial-explorer.xml"
rm -rf "$target"
if rmdir "$share/mime/packages" 2>/dev/null; then
    rm -rf "$share/mime"  # an index of types of which none is left
elif command -v update-mime-database >/dev/null; then
    update-mime-database "$share/mime" || true
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications" || true; fi
echo "Trial Explorer is removed. Your settings stay in ${XDG_CONFIG_HOME:-$HOME/.config}/Trial Explorer."
