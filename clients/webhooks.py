"""Receives the webhooks of an integration: each is verified with the verifier that Standard Webhooks publishes on PyPI,
answered, and kept by the event's id, which is the same when it is sent again."""

import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from generated_python.models import EventPayload
from standardwebhooks import Webhook

DEADLINE_SECONDS = 30


class Handler(BaseHTTPRequestHandler):
    server: "WebhookReceiver"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.server.take(dict(self.headers.items()), body))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class WebhookReceiver(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/webhooks"
        self.events: dict[uuid.UUID, EventPayload] = {}
        self._arrival = threading.Condition()
        self._verifier: Webhook | None = None
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def verify_with(self, secret: str) -> None:
        """The secret is known only once the endpoint is made, which needs the URL."""
        self._verifier = Webhook(secret)

    def event_of(self, order: uuid.UUID) -> EventPayload:
        """Waits for the event of an order."""

        def found() -> EventPayload | None:
            if self._failure:
                raise self._failure
            return next((event for event in self.events.values() if event.data.order_id == order), None)

        with self._arrival:
            event = self._arrival.wait_for(found, DEADLINE_SECONDS)
        assert event, f"no webhook of the order {order} in time"
        return event

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Returns the status to answer with."""
        with self._arrival:
            self._arrival.notify_all()
            try:
                assert self._verifier, "a webhook came before there was a secret"
                event = EventPayload.from_dict(self._verifier.verify(body, headers))
                assert headers["webhook-id"] == str(event.id)
            except Exception as error:  # Whatever it is, the test has to see it.
                self._failure = error
                return 400
            self.events[event.id] = event
            return 204
