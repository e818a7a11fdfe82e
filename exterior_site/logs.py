import logging
import re

CALLBACK = re.compile(r"(/callbacks/[0-9a-f-]{36}/)[^/\s]+")


class HideTokens(logging.Filter):
    """The token in a callback's URL is a password, and Django logs the path of every answer that is no success."""

    def filter(self, record):
        message = record.getMessage()
        hidden = CALLBACK.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
