"""Links that are given to somebody once: made of a secret of which only the hash is kept."""

import secrets
from typing import Final

from linkpath_manager.kit.hashing import sha256_hex

from .services import Services

SIGN_UP_PATH: Final = "/sign-up"
RESET_PATH: Final = "/reset"
_SECRET_BYTES: Final = 32
_LONGEST: Final = 128


def new_link(services: Services, path: str) -> tuple[str, str]:
    """The address to hand over, and the hash under which its secret is kept."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    return f"{services.public_url}{path}?code={secret}", secret_hash(secret)


def secret_hash(secret: str) -> str:
    """Of what stood in the link, however it came back."""
    return sha256_hex(secret[:_LONGEST].encode(errors="replace"))
