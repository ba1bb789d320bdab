// npm install standardwebhooks
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET!); // whsec_...

createServer(async (request, response) => {
  // The body to the byte, before anything reads it as JSON.
  const body = await text(request);
  const headers = request.headers as Record<string, string>;
  try {
    const event = webhook.verify(body, headers) as { type: string; link: string };
    // Skip a webhook-id that you have handled: events may come again.
    console.log(headers["webhook-id"], event.type, event.link);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end();
  }
}).listen(3000);
