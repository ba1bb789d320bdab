"""What stands before the API on AWS: CloudFront, which hides the stage and gives
out the web app. On a second port of the same process, with the same rules as
infra/stacks/edge.yaml. Beside it, what people would find in their inboxes:
/mails?to=, newest first.
"""

import json
import mimetypes
import pathlib
import re
from urllib.parse import parse_qs

from ministack.services import apigateway_v1 as gateway
from ministack.services import ses

OF_THE_API = re.compile(r"^/(v1/.*|readyz|healthz)$")
FILE = re.compile(r"\.[a-z0-9]+$")
POLICY = (
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def stage():
    """The path of the one API that is deployed, as ministack serves it."""
    for key in gateway._rest_apis._data:
        return f"/restapis/{key[-1]}/live/_user_request_"
    return None


async def answer(send, status, kind, body):
    headers = [(b"content-type", kind), (b"content-security-policy", POLICY), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def mails(query):
    to = parse_qs(query.decode()).get("to", [""])[0]
    sent = [mail for mails_of_one in ses._sent_emails._data.values() for mail in mails_of_one]
    found = [mail for mail in sent if not to or to in mail["To"]]
    found.sort(key=lambda mail: mail["Timestamp"], reverse=True)
    items = [{"to": mail["To"], "subject": mail["Subject"], "text": mail["BodyText"]} for mail in found]
    return json.dumps({"items": items}).encode()


async def page(folder, path, send):
    """Pages of the app have no file of their own."""
    name = path if FILE.search(path) else "/index.html"
    file = (folder / name.lstrip("/")).resolve() if folder else None
    if file is None or not file.is_relative_to(folder) or not file.is_file():
        return await answer(send, 404, b"text/plain", b"The web app is not built.\n" if not folder else b"Nothing here.\n")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    await answer(send, 200, kind.encode(), file.read_bytes())


def before(app, port, folder):
    folder = pathlib.Path(folder).resolve() if folder else None

    async def edge(scope, receive, send):
        if scope["type"] != "http" or scope["server"][1] != port:
            return await app(scope, receive, send)
        path, behind = scope["path"], stage()
        if path == "/mails":
            return await answer(send, 200, b"application/json", mails(scope["query_string"]))
        if not OF_THE_API.match(path):
            return await page(folder, path, send)
        if behind is None:
            return await answer(send, 503, b"text/plain", b"The API is not deployed yet.\n")
        raw = behind.encode() + scope["raw_path"]
        await app({**scope, "path": behind + path, "raw_path": raw}, receive, send)

    return edge
