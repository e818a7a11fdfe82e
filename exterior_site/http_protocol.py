"""uvicorn's HTTP, with the bounds that it has none of: on the head of a request, and on how slowly one may go.

For its ``--http``. A proxy in front has bounds of its own; a site without one would keep every byte of a head in
memory, and every connection that sends next to nothing, or takes nothing of its answer, open for ever.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_BYTES = 32 * 1024
# A head is there after this time, and of a body at least so much comes in each such time.
SECONDS = 30.0
LEAST_BYTES = 8 * 1024
# Of an answer that waits something is taken in each such time: a phone may be in a tunnel meanwhile.
TAKING_SECONDS = 60.0
REFUSAL = b"content-length: 0\r\nconnection: close\r\n\r\n"


class HeadTooLong(Exception):
    pass


class BoundedProtocol(HttpToolsProtocol):
    reading_head = True
    head_bytes = 0
    unfinished_bytes = 0
    arrived = 0
    timer = None
    taking_timer = None
    left_to_take = 0

    def connection_made(self, transport):
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc):
        self._unwatch()
        self._unwatch_taking()
        super().connection_lost(exc)

    def data_received(self, data):
        self.arrived += len(data)
        # Counted ahead, because a message that ends within these bytes takes the count back.
        self.unfinished_bytes += len(data)
        super().data_received(data)
        # Of a line that has not ended yet the parser tells nothing, and keeps all: in a head, and behind a last chunk.
        if self.unfinished_bytes > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431) if self.reading_head else self.transport.close()
        if self.timer is None and not self._is_waiting_for_us():
            self._watch()

    def on_message_begin(self):
        super().on_message_begin()
        self.head_bytes = 0

    def on_url(self, url):
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name, value):
        super().on_header(name, value)
        self._count(len(name) + len(value))

    def on_headers_complete(self):
        self.reading_head, self.unfinished_bytes = False, 0
        super().on_headers_complete()

    def on_body(self, body):
        # What is handed on the parser does not keep.
        self.unfinished_bytes = 0
        super().on_body(body)

    def on_message_complete(self):
        super().on_message_complete()
        # What comes next is another head, or nothing.
        self.reading_head, self.unfinished_bytes = True, 0
        self._unwatch()

    def pause_writing(self):
        super().pause_writing()
        self._watch_taking()

    def resume_writing(self):
        self._unwatch_taking()
        super().resume_writing()

    def send_400_response(self, msg):
        if self.head_bytes > HEAD_BYTES:
            self._refuse(431)
        else:
            super().send_400_response(msg)

    def _count(self, length: int) -> None:
        self.head_bytes += length
        if self.head_bytes > HEAD_BYTES:
            # Stops the parser, and so comes back to send_400_response.
            raise HeadTooLong

    def _refuse(self, status: int) -> None:
        self.transport.write(STATUS_LINE[status] + REFUSAL)
        self.transport.close()

    def _is_waiting_for_us(self) -> bool:
        """Whether a request is here as a whole, and its answer is not."""
        return self.reading_head and self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        self.arrived = 0
        self.timer = self.loop.call_later(SECONDS, self._look)

    def _unwatch(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _look(self) -> None:
        self.timer = None
        if self.transport.is_closing() or self._is_waiting_for_us():
            return
        held_up_by_us = self.flow.read_paused
        if not held_up_by_us and (self.reading_head or self.arrived < LEAST_BYTES):
            self.transport.close()
        else:
            self._watch()

    def _watch_taking(self) -> None:
        self.left_to_take = self.transport.get_write_buffer_size()
        self.taking_timer = self.loop.call_later(TAKING_SECONDS, self._look_at_taking)

    def _unwatch_taking(self) -> None:
        if self.taking_timer is not None:
            self.taking_timer.cancel()
            self.taking_timer = None

    def _look_at_taking(self) -> None:
        self.taking_timer = None
        if self.transport.get_write_buffer_size() < self.left_to_take:
            self._watch_taking()
        else:
            # Not closed: that would wait for what is left to be taken.
            self.transport.abort()
