#!/bin/sh
# Install packages on Debian and Ubuntu: debian_packages.sh "what needs them" package...
# Fails, with one sentence that names the packages, where they cannot be installed.
set -eu

what=$1
shift

give_up() {
    echo "$what needs these system packages; ask whoever looks after this machine to install (Debian's names): $*." >&2
    exit 1
}

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    if [ -t 0 ]; then as_root=sudo; fi
fi
for needed in apt-get ${as_root%% *}; do
    command -v "$needed" >/dev/null || give_up "$@"
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$log" 2>&1
}

echo "Installing system packages: $*"
apt update || true  # a broken list of some other source need not stop us; installing will tell
if ! apt install --yes --no-install-recommends "$@"; then
    tail -n 5 "$log" >&2
    give_up "$@"
fi
