"""What stands before the API on AWS: CloudFront, which hides the stage and gives
out the web app. On a second port of the same process, with the same rules as
infra/stacks/edge.yaml: what the distribution and its functions write into a
request stands over what the viewer sent. Beside it, what people would find in
their inboxes: /mails?to=, newest first.
"""

import json
import mimetypes
import pathlib
import re
from urllib.parse import parse_qs

from ministack.services import apigateway_v1 as gateway
from ministack.services import cloudfront, ses

OF_THE_API = re.compile(r"^/(v1/.*|readyz|healthz)$")
# The one deed of a function before the API: it writes the viewer's address into a header.
WRITES_ADDRESS = re.compile(r"headers\['([a-z-]+)'\] = \{value: event\.viewer\.ip\}")
# All that the gateway sees of who asks: one of CloudFront's own.
EDGE_ADDRESS = "198.51.100.1"
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


_written = {}


def written(path):
    """The headers that the distribution writes before it asks the API, and those that a function fills with the
    viewer's address; nothing where none is deployed."""
    for distribution in cloudfront._distributions._data.values():
        key = distribution["ETag"], OF_THE_API.match(path).group(1).split("/")[0]
        if key not in _written:
            config = cloudfront.parse_distribution_dataplane_config(distribution)
            behavior = cloudfront._match_behavior(config, path)
            proof = config["origins"][behavior["target_origin_id"]]["custom_headers"]
            function = behavior["functions"].get("viewer-request")
            code = cloudfront.live_function_code(function) if function else b""
            code = code.decode() if isinstance(code, bytes) else code or ""
            _written[key] = {name.lower(): value for name, value in proof}, WRITES_ADDRESS.findall(code)
        return _written[key]
    return {}, []


def on_the_way(headers, viewer, proof, addressed):
    """The headers of a viewer's request as they reach the API."""
    own = {"x-forwarded-for": EDGE_ADDRESS, **dict.fromkeys(addressed, viewer), **proof}
    kept = [(name, value) for name, value in headers if name.decode("latin-1").lower() not in own]
    return kept + [(name.encode("latin-1"), value.encode("latin-1")) for name, value in own.items()]


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
        headers = on_the_way(scope["headers"], scope["client"][0], *written(path))
        await app({**scope, "path": behind + path, "raw_path": raw, "headers": headers}, receive, send)

    return edge
