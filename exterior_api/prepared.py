"""Queries whose SQL is made once: on calls that come every second, making it anew costs more than running it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A `values` queryset with marks in the places of its parameters: strings, integers, times or UUIDs."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], **marks: Any) -> None:
        self._make, self._marks = make, marks
        self._sql = ""

    def rows(self, **values: Any) -> list[dict[str, Any]]:
        if not self._sql:
            self._compile()
        parameters = [_adapted(values[name]) if name else fixed for name, fixed in self._places]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchall()
        return [self._row(row) for row in found]

    def _compile(self) -> None:
        query = self._make(**self._marks).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {_adapted(mark): name for name, mark in self._marks.items()}
        self._places = [(names.get(parameter), parameter) for parameter in parameters]
        self._names = [*query.values_select, *query.annotation_select]
        # The compiler's converters are those of the database, so that a row is what the queryset would give.
        self._converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self._sql = sql

    def _row(self, row: tuple[Any, ...]) -> dict[str, Any]:
        values = list(row)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return dict(zip(self._names, values, strict=True))


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
