class ApiError(Exception):
    """An answer other than 200; `code` is for programs, `message` for the person who reads a log."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = str(message)
        self.field = field
        self.retry_after = retry_after

    def body(self) -> dict[str, str]:
        body = {"error": self.message, "code": self.code}
        if self.field:
            body["field"] = self.field
        return body
