"""Makes the secrets that docker-compose.yml mounts; a secret that is there stays as it is.

The folder is closed to everybody but its owner. The files in it may be read by all, because the container
opens them under an account that this machine does not know.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def main(folder: Path = FOLDER) -> None:
    folder.chmod(0o700)
    values = {
        "secret_key": secrets.token_urlsafe(50),
        "identity_keys": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "identity_hmac_key": secrets.token_urlsafe(50),
        "postgres_password": secrets.token_urlsafe(32),
    }
    for name, value in values.items():
        path = folder / name
        if not path.exists():
            path.write_text(value, encoding="ascii")
            path.chmod(0o444)


if __name__ == "__main__":
    main()
