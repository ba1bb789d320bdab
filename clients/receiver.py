"""Receives webhooks as a developer would, with the verifier that Standard Webhooks publishes on PyPI: 200 and the type of
what is genuine, 400 and the verifier's words otherwise."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = webhook.verify(body.decode(), {name.lower(): value for name, value in self.headers.items()})
            status, answer = 200, event["type"]
        except WebhookVerificationError as error:
            status, answer = 400, str(error)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
