"""Sign a Windows program or installer, where a certificate is at hand:  python -m installer.sign FILE...

The certificate comes from the environment and is never stored here: TRIAL_EXPLORER_SIGN_PKCS12 is the path of
a PKCS #12 file, TRIAL_EXPLORER_SIGN_PASSWORD_FILE that of a file with its password; or
TRIAL_EXPLORER_SIGN_COMMAND is a command of your own (hardware token, signing service) to which the path of
the file is added. TRIAL_EXPLORER_SIGN_TIMESTAMP is the address of an RFC 3161 time-stamp service.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from installer.program import NAME

_PREFIX = "TRIAL_EXPLORER_SIGN_"


def can_sign(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment names a certificate or a command to sign with."""
    return bool(environment.get(f"{_PREFIX}PKCS12") or environment.get(f"{_PREFIX}COMMAND"))


def sign(path: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Sign a file in its place. Raises CalledProcessError when that fails."""
    own = environment.get(f"{_PREFIX}COMMAND")
    if own:
        subprocess.run([*shlex.split(own), str(path)], check=True)
        return
    signed = path.with_name(f"{path.name}.signed")
    command = ["osslsigncode", "sign", "-pkcs12", environment[f"{_PREFIX}PKCS12"], "-h", "sha256", "-n", NAME]
    if password := environment.get(f"{_PREFIX}PASSWORD_FILE"):
        command += ["-readpass", password]
    if service := environment.get(f"{_PREFIX}TIMESTAMP"):
        command += ["-ts", service]
    subprocess.run([*command, "-in", str(path), "-out", str(signed)], check=True, stdout=subprocess.DEVNULL)
    signed.replace(path)


def main() -> int:
    """Sign the files that are named, or say that there is nothing to sign them with."""
    for name in sys.argv[1:]:
        if can_sign():
            sign(Path(name))
        else:
            print(f"{Path(name).name} is not signed: no certificate was given.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
