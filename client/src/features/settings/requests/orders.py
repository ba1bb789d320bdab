# pip install requests
import os
import requests

answer = requests.get(
    "https://tenantry.example/v1/orders",
    params={"status": "pending"},
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    timeout=30,
)
answer.raise_for_status()
for order in answer.json()["items"]:
    print(order["number"], order["total_amount"], order["currency"])
