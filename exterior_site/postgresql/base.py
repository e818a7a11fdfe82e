"""Django's PostgreSQL backend, whose errors say what was wrong and not with whose data.

The server tells the row that broke a rule, the value that it could not read, and the words of the statement. All of
that would be printed with the traceback, and sent to whoever collects errors.
"""

import re
from types import TracebackType

from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

Database = base.Database
# A value stands behind a colon: of another type than its column's, or too large for it.
VALUE = re.compile(r": .*")


class WithoutData(DatabaseErrorWrapper):
    def __exit__(self, kind: type | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        # Errors of operation tell of connections, locks and disks, and their other lines are what helps.
        if isinstance(error, Database.DatabaseError) and not isinstance(error, Database.OperationalError):
            words = str(error).partition("\n")[0]
            error.args = (VALUE.sub("", words) if isinstance(error, Database.DataError) else words,)
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> WithoutData:
        return WithoutData(self)
