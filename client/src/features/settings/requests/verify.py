# pip install standardwebhooks flask
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])  # whsec_...

@app.post("/webhooks")
def receive():
    try:
        # The body to the byte, before anything reads it as JSON.
        event = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        return "", 400
    # Skip a webhook-id that you have handled: events may come again.
    print(request.headers["webhook-id"], event["type"], event["link"])
    return "", 204
