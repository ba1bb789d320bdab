// Receives webhooks as a developer would, with the verifier that Standard Webhooks publishes on npm: 200 and the type of
// what is genuine, 400 and the verifier's words otherwise.
import { createServer } from "node:http";

import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    try {
      const event = webhook.verify(Buffer.concat(parts).toString("utf8"), request.headers);
      response.writeHead(200).end(event.type);
    } catch (error) {
      response.writeHead(400).end(error.message);
    }
  });
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
