# pip install requests
import os
import requests

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
# None at first; later the next_cursor that you kept.
cursor = None
while True:
    answer = session.get(
        "https://tenantry.example/v1/events",
        params={"types": "order.*", "cursor": cursor},
        timeout=30,
    )
    answer.raise_for_status()
    page = answer.json()
    for event in page["items"]:
        print(event["timestamp"], event["type"], event["link"])
    cursor = page["next_cursor"]
    if not page["has_more"]:
        break
