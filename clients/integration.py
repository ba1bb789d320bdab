"""What a program of a company does with an API key alone, against a real server: makes a product, places an order, and
receives its webhook."""

import os
import uuid

from admin import set_up_integration
from generated_python import AuthenticatedClient
from generated_python.api.api_keys import create_api_key
from generated_python.api.events import list_events
from generated_python.api.orders import place_order
from generated_python.api.products import create_product
from generated_python.models import (
    EventFeed,
    EventPayload,
    NewApiKey,
    NewOrder,
    NewOrderItem,
    NewProduct,
    Order,
    Problem,
    Product,
    Scope,
)
from webhooks import WebhookReceiver


def make_product(client: AuthenticatedClient) -> Product:
    body = NewProduct(name="Walnut tray", price="19.90", inventory=5)
    product = create_product.sync(client=client, body=body, idempotency_key=str(uuid.uuid4()))
    assert isinstance(product, Product), product
    return product


def place_order_twice(client: AuthenticatedClient, product: Product, quantity: int) -> Order:
    """Posts it twice, as after an answer that was lost."""
    item = NewOrderItem(product_id=product.product_id, quantity=quantity)
    body, retry = NewOrder(customer_email="ada@example.com", items=[item]), str(uuid.uuid4())
    first = place_order.sync_detailed(client=client, body=body, idempotency_key=retry)
    again = place_order.sync_detailed(client=client, body=body, idempotency_key=retry)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert isinstance(first.parsed, Order) and first.parsed == again.parsed
    return first.parsed


def follow_link(client: AuthenticatedClient, event: EventPayload) -> Order:
    """The event has ids only; what they stand for is read at its link, with the key."""
    assert (event.type_, event.version, list(event.data.to_dict())) == ("order.placed", 1, ["order_id"])
    answer = client.get_httpx_client().get(event.link)
    assert answer.status_code == 200, answer
    return Order.from_dict(answer.json())


def check_one_event_each(client: AuthenticatedClient, receiver: WebhookReceiver, events: list[EventPayload]) -> None:
    """What was placed after the retry has its webhook, too, so one of the retry would be in the feed ahead of it."""
    feed = list_events.sync(client=client, types="order.placed")
    assert isinstance(feed, EventFeed) and feed.items == events, feed
    assert set(receiver.events) == {event.id for event in events}


def meet_people_only(client: AuthenticatedClient) -> None:
    """A key does not make keys, which a member's token would."""
    answer = create_api_key.sync_detailed(client=client, body=NewApiKey(name="Another", scopes=[Scope.ORDERSREAD]))
    assert answer.status_code == 403
    assert isinstance(answer.parsed, Problem) and answer.parsed.code == "people_only"


def main() -> None:
    base_url = os.environ["TENANTRY_URL"]
    with WebhookReceiver() as receiver:
        api_key, webhook_secret = set_up_integration(base_url, receiver.url)
        receiver.verify_with(webhook_secret)
        client = AuthenticatedClient(base_url=base_url, token=api_key)
        meet_people_only(client)
        product = make_product(client)
        order = place_order_twice(client, product, 2)
        placed = receiver.event_of(order.order_id)
        linked = follow_link(client, placed)
        assert (linked.order_id, linked.total_amount) == (order.order_id, "39.80")
        later = place_order_twice(client, product, 1)
        check_one_event_each(client, receiver, [placed, receiver.event_of(later.order_id)])
    print("Python (openapi-python-client): ordered with a key, retried, verified one webhook, followed its link")


if __name__ == "__main__":
    main()
