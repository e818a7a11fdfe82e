"""What is wrong with a field, in the caller's language: pydantic speaks English only."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

# By pydantic's error types; the braces are filled from the error's context.
WORDS = {
    "missing": noop("is missing, and this call needs it"),
    "uuid_type": noop("must be a UUID"),
    "uuid_parsing": noop("must be a UUID"),
    "literal_error": noop("must be one of {expected}"),
    "greater_than": noop("must be greater than {gt}"),
    "greater_than_equal": noop("must be {ge} or more"),
    "less_than": noop("must be less than {lt}"),
    "less_than_equal": noop("must be {le} or less"),
    "finite_number": noop("must be a finite number"),
    "float_type": noop("must be a number"),
    "float_parsing": noop("must be a number"),
    "bool_type": noop("must be true or false"),
    "int_type": noop("must be a whole number"),
    "int_parsing": noop("must be a whole number"),
    "int_parsing_size": noop("must be a whole number"),
    "int_from_float": noop("must be a whole number"),
    "string_type": noop("must be text"),
    "string_unicode": noop("must be text"),
    "string_too_short": noop("must have {min_length} characters or more"),
    "string_too_long": noop("must have {max_length} characters or fewer"),
    "string_pattern_mismatch": noop("has characters that cannot be in it"),
    "model_attributes_type": noop("must be an object with the fields of the documentation"),
    "model_type": noop("must be an object with the fields of the documentation"),
    "dict_type": noop("must be an object with the fields of the documentation"),
}


def of(error: dict[str, Any], field: str) -> str:
    return _("{field}: {words}").format(field=field, words=_words(error))


def _words(error: dict[str, Any]) -> str:
    words = WORDS.get(error["type"])
    if words is None:
        return error["msg"].removeprefix("Value error, ")
    values = {name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    return _(words).format(**values)
