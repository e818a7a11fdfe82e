"""Values that the settings take from the environment and that need more than one line to read."""

import hashlib
import hmac
import secrets
import uuid
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

# Of S3, which may be busy or slow: how long one attempt may take, and how many there are.
CONNECT_SECONDS = 5
READ_SECONDS = 20
ATTEMPTS = 4


def kept_secret(path: Path, length: int = 48) -> str:
    """A secret of ``length`` random bytes, made at the first start and kept in a file only this user can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(length))
    return path.read_text().strip()


def embedded_account(secret_key: str) -> tuple[str, str]:
    """User id and key of the account by which the site calls our own API on the same machine."""

    def derived(purpose: bytes) -> bytes:
        return hmac.new(secret_key.encode(), b"embedded api " + purpose, hashlib.sha256).digest()

    return str(uuid.UUID(bytes=derived(b"user")[:16], version=4)), derived(b"key").hex()


def storages(url: str, site_parts: list[str]) -> dict:
    """STORAGES for a STORAGE_URL: ``file:///folder`` or ``s3://key:secret@bucket/prefix?endpoint=…&region=…``.

    Keys for S3 that are not in it come from the usual AWS variables of the environment.
    """
    aliases = {"default": "site", "api": "api"} if "site" in site_parts else {"default": "api", "api": "api"}
    return {alias: _storage(urlsplit(url), folder) for alias, folder in aliases.items()}


def _patient():
    """Asked again where it is busy (503) or does not answer; given up before whoever waits for us gives up on us."""
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    # The older signature, which is the default still, names a day to the second and no region, and is going.
    signed = {"signature_version": "s3v4"}
    return Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries=retries, **signed)


def _storage(parts, folder: str) -> dict:
    if parts.scheme == "s3":
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.netloc.rpartition("@")[2],
                "location": f"{parts.path.strip('/')}/{folder}".strip("/"),
                "endpoint_url": options.get("endpoint"),
                "region_name": options.get("region"),
                "access_key": unquote(parts.username) if parts.username else None,
                "secret_key": unquote(parts.password) if parts.password else None,
                "client_config": _patient(),
                "default_acl": "private",
                "querystring_auth": True,
                "querystring_expire": 3600,
                "file_overwrite": False,
            },
        }
    return {
        "BACKEND": "exterior_site.storage.SignedFileSystemStorage",
        "OPTIONS": {"location": str(Path(parts.path) / folder), "base_url": f"/media/{folder}/"},
    }
