"""What a developer does first with a generated client, against a real server:
signs in, reads pages, creates, orders, tries again with the same key, meets the
three refusals that every client has to handle, and downloads a file."""

import os
import uuid
from typing import Any

from generated_python import AuthenticatedClient, Client
from generated_python.api.auth import get_me, sign_in, sign_out
from generated_python.api.health import check_health
from generated_python.api.orders import place_order
from generated_python.api.products import create_product, export_products, get_product, list_products, update_product
from generated_python.models import (
    NewOrder,
    NewOrderItem,
    NewProduct,
    Order,
    Problem,
    Product,
    ProductPage,
    ProductPatch,
    RefreshTokenChannel,
    SignedIn,
    SignIn,
    SignOut,
)
from generated_python.types import UNSET, Response


def key() -> str:
    return str(uuid.uuid4())


def signed_in() -> AuthenticatedClient:
    visitor = Client(base_url=os.environ["TENANTRY_URL"])
    assert check_health.sync_detailed(client=visitor).status_code == 200
    body = SignIn(
        email=os.environ["TENANTRY_EMAIL"],
        password=os.environ["TENANTRY_PASSWORD"],
        refresh_token_in=RefreshTokenChannel.BODY,
    )
    answer = sign_in.sync(client=visitor, body=body)
    assert isinstance(answer, SignedIn), "the demo's people have no second factor"
    client = AuthenticatedClient(base_url=os.environ["TENANTRY_URL"], token=answer.access_token)
    me = get_me.sync(client=client)
    assert me is not None and not isinstance(me, Problem) and me.email == body.email
    return client


def read_pages(client: AuthenticatedClient) -> None:
    seen: set[uuid.UUID] = set()
    cursor: str | None = None
    pages = 0
    while pages == 0 or (cursor and pages < 3):
        page = list_products.sync(client=client, limit=5, cursor=cursor or UNSET)
        assert isinstance(page, ProductPage)
        seen.update(product.product_id for product in page.items)
        cursor, pages = page.next_cursor, pages + 1
    assert pages > 1 and len(seen) > 5, (pages, len(seen))


def create_twice(client: AuthenticatedClient) -> Product:
    body, retry = NewProduct(name=f"Tray {key()}", price="19.90", inventory=5), key()
    first = create_product.sync_detailed(client=client, body=body, idempotency_key=retry)
    again = create_product.sync_detailed(client=client, body=body, idempotency_key=retry)
    assert first.status_code == again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    assert isinstance(first.parsed, Product) and first.parsed == again.parsed
    assert first.parsed.price == "19.90"
    return first.parsed


def order_twice(client: AuthenticatedClient, product: Product) -> None:
    item = NewOrderItem(product_id=product.product_id, quantity=2)
    body, retry = NewOrder(customer_email="ada@example.com", items=[item]), key()
    first = place_order.sync(client=client, body=body, idempotency_key=retry)
    again = place_order.sync(client=client, body=body, idempotency_key=retry)
    assert isinstance(first, Order) and isinstance(again, Order)
    assert first.order_id == again.order_id
    assert first.total_amount == "39.80" and first.shipping_address is None
    left = get_product.sync_detailed(client=client, id=product.product_id)
    assert isinstance(left.parsed, Product) and left.parsed.inventory == 3
    # 304: what the caller has is still what there is.
    same = get_product.sync_detailed(client=client, id=product.product_id, if_none_match=left.headers["ETag"])
    assert same.status_code == 304


def refused(answer: Response[Any], status: int) -> Problem:
    assert answer.status_code == status, answer
    assert isinstance(answer.parsed, Problem)
    return answer.parsed


def meet_refusals(client: AuthenticatedClient, product: Product) -> None:
    item = NewOrderItem(product_id=product.product_id, quantity=100)
    much = NewOrder(customer_email="ada@example.com", items=[item])
    short = place_order.sync_detailed(client=client, body=much, idempotency_key=key())
    assert refused(short, 409).code == "out_of_stock"

    patch = ProductPatch(price="18.50")
    stale = update_product.sync_detailed(client=client, id=product.product_id, body=patch, if_match='"0"')
    problem = refused(stale, 412)
    assert problem.code == "stale" and isinstance(problem.current, str)
    changed = update_product.sync(client=client, id=product.product_id, body=patch, if_match=problem.current)
    assert isinstance(changed, Product) and changed.price == "18.50"

    body = NewProduct(name="Tray", price="-1.00")
    errors = refused(create_product.sync_detailed(client=client, body=body, idempotency_key=key()), 422).errors
    assert errors and errors[0].pointer == "/price"


def download(client: AuthenticatedClient, product: Product) -> None:
    answer = export_products.sync_detailed(client=client, name=product.name)
    assert answer.headers["Content-Type"].startswith("text/csv")
    # The bytes: what the generator calls `parsed` is typed as text and holds bytes.
    assert product.name in answer.content.decode("utf-8-sig")


def main() -> None:
    client = signed_in()
    read_pages(client)
    product = create_twice(client)
    order_twice(client, product)
    meet_refusals(client, product)
    download(client, product)
    assert sign_out.sync_detailed(client=client, body=SignOut()).status_code == 204
    print("Python (openapi-python-client): signed in, listed, created, ordered, retried, met 409, 412 and 422, downloaded")


if __name__ == "__main__":
    main()
