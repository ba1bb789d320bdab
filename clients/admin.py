"""What an admin does for an integration, before it runs: registers the company, and makes an API key and a webhook
endpoint."""

import re
import time
import uuid
from typing import NamedTuple

from generated_python import AuthenticatedClient, Client
from generated_python.api.api_keys import create_api_key
from generated_python.api.auth import confirm_registration, sign_in
from generated_python.api.development import list_mails
from generated_python.api.tenants import create_tenant
from generated_python.api.webhooks import create_webhook_endpoint
from generated_python.models import (
    Accepted,
    IssuedApiKey,
    IssuedWebhookSecret,
    MailedCode,
    Mails,
    NewApiKey,
    NewWebhookEndpoint,
    RefreshTokenChannel,
    Registration,
    Scope,
    SignedIn,
    SignIn,
    Tenant,
)

DEADLINE_SECONDS = 30
INTERVAL_SECONDS = 0.05
# Writing does not include reading.
SCOPES = [Scope.PRODUCTSWRITE, Scope.PRODUCTSREAD, Scope.ORDERSWRITE, Scope.ORDERSREAD]


class Credentials(NamedTuple):
    """The two secrets that an integration is configured with; each is shown once."""

    api_key: str
    webhook_secret: str


def set_up_integration(base_url: str, webhook_url: str) -> Credentials:
    client = registered_admin(base_url)
    key = create_api_key.sync(client=client, body=NewApiKey(name="Storefront", scopes=SCOPES))
    assert isinstance(key, IssuedApiKey), key
    endpoint = NewWebhookEndpoint(url=webhook_url, event_types=["order.placed"])
    hook = create_webhook_endpoint.sync(client=client, body=endpoint)
    assert isinstance(hook, IssuedWebhookSecret), hook
    return Credentials(key.token, hook.secret)


def registered_admin(base_url: str) -> AuthenticatedClient:
    visitor = Client(base_url=base_url)
    email, password = f"admin@{uuid.uuid4()}.example", str(uuid.uuid4())
    company = Registration(company_name="Generated", email=email, name="Ada Admin", password=password, currency="EUR")
    # The document says that a token is optional here (`{}` in `security`), which the generator's types do not express.
    registered = create_tenant.sync(client=visitor, body=company)  # type: ignore[arg-type]
    assert isinstance(registered, Accepted), registered
    code = mailed_code(visitor, email)
    tenant = confirm_registration.sync(client=visitor, body=MailedCode(code=code))
    assert isinstance(tenant, Tenant) and tenant.features.api_access
    body = SignIn(email=email, password=password, refresh_token_in=RefreshTokenChannel.BODY)
    answer = sign_in.sync(client=visitor, body=body)
    assert isinstance(answer, SignedIn), "a new admin has no second factor"
    return AuthenticatedClient(base_url=base_url, token=answer.access_token)


def mailed_code(client: Client, to: str) -> str:
    """Mail is sent after the answer, so it may not be there yet."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        mails = list_mails.sync(client=client, to=to)
        assert isinstance(mails, Mails), mails
        code = re.search(r"[?]code=(\S+)", mails.items[0].text) if mails.items else None
        if code:
            return code[1]
        time.sleep(INTERVAL_SECONDS)
    raise AssertionError(f"no mail to {to} in time")
