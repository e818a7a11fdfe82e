import logging
import re

SECRETS = re.compile(
    r"(/callbacks/[0-9a-f-]{36}/|/s/|/notices/|/confirm-email/|/reset/key/\w+-"
    r"|[?&](?:signature|X-Amz-Signature|X-Amz-Credential)=)[^/\s&\"')]+"
)


class SecretsHidden(logging.Formatter):
    """Tokens and signatures stand in URLs, and URLs get logged, in tracebacks too."""

    def format(self, record):
        return SECRETS.sub(r"\1…", super().format(record))
