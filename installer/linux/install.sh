#!/bin/sh
# Installs Trial Explorer @VERSION@ for this user, without administrator rights:  sh THIS-FILE [--quiet]
# The program goes to ~/.local/share/trial-explorer, its command to ~/.local/bin. To remove it again, run
# ~/.local/share/trial-explorer/uninstall.
set -eu

version=@VERSION@
glibc=@GLIBC@
libraries="@LIBRARIES@"
share=${XDG_DATA_HOME:-$HOME/.local/share}
target=$share/trial-explorer
commands=$HOME/.local/bin
quiet=
[ "${1:-}" != --quiet ] || quiet=yes

say() { [ -n "$quiet" ] || echo "$1"; }
refuse() { echo "$1" >&2; exit 2; }
older() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

[ "$(uname -sm)" = "Linux x86_64" ] || refuse "Trial Explorer runs on 64-bit Intel and AMD Linux; this is $(uname -sm)."
found=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
if [ -z "$found" ] || older "$found" "$glibc"; then
    refuse "Trial Explorer needs the GNU C library $glibc or newer (Ubuntu 22.04, Debian 12, Fedora 36); this system has ${found:-none}."
fi
if [ -f "$target/VERSION" ] && older "$version" "$(cat "$target/VERSION")"; then
    refuse "A newer Trial Explorer ($(cat "$target/VERSION")) is installed; remove it first with $target/uninstall."
fi
[ "$(tail -n +@LINES@ "$0" | wc -c)" -eq @SIZE@ ] || refuse "This installer is not complete: download it again."
[ "$(tail -n +@LINES@ "$0" | sha256sum | cut -d ' ' -f 1)" = @SHA256@ ] ||
    refuse "This installer was changed on its way here: download it again."
command -v xz >/dev/null || refuse "The installer needs the program xz to unpack itself; ask for it to be installed."

say "Installing Trial Explorer $version into $target"
mkdir -p "$share" "$commands" "$share/applications" "$share/icons" "$share/mime"
new=$(mktemp -d "$share/.trial-explorer-new.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 2' INT TERM
tail -n +@LINES@ "$0" | xz -dc | tar -xf - -C "$new"

old=
if [ -e "$target" ]; then
    [ -f "$target/VERSION" ] || refuse "$target is not an installation of Trial Explorer: move it away first."
    old=$share/.trial-explorer-old.$$
    mv "$target" "$old"
fi
mv "$new/program" "$target"
[ -z "$old" ] || rm -rf "$old"
ln -sf "$target/trial-explorer" "$commands/trial-explorer"
cp -R "$new/icons/." "$share/icons/"
cp -R "$new/mime/." "$share/mime/"
sed "s|@HOME_COMMAND@|$commands/trial-explorer|" "$new/desktop/trial-explorer.desktop" >"$share/applications/trial-explorer.desktop"
if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime" || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications" || true; fi

known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
missing=
for library in $libraries; do
    case $known in *"$library"*) ;; *) missing="$missing $library" ;; esac
done
[ -z "$missing" ] || [ -z "$known" ] ||
    echo "The window also needs these libraries of the system, ask for them to be installed:$missing." >&2
case ":$PATH:" in
    *":$commands:"*) say "Start it from the applications' menu, or as trial-explorer." ;;
    *) say "Start it from the applications' menu, or as $commands/trial-explorer." ;;
esac
exit 0
