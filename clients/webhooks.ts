// Receives the webhooks of an integration: each is verified with the verifier that Standard Webhooks publishes on npm,
// answered, and kept by the event's id, which is the same when it is sent again.
import { strict as assert } from "node:assert";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { Webhook } from "standardwebhooks";

import type { EventPayload } from "./generated/hey-api/types.gen";

const DEADLINE_MS = 30_000;

export class WebhookReceiver {
  readonly events = new Map<string, EventPayload>();
  private readonly arrivals = new EventEmitter();
  private verifier?: Webhook;
  private failure?: unknown;
  private readonly server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => response.writeHead(this.take(request, Buffer.concat(parts))).end());
  });

  static async listen(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await once(receiver.server.listen(0, "127.0.0.1"), "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks`;
  }

  /** The secret is known only once the endpoint is made, which needs the URL. */
  verifyWith(secret: string) {
    this.verifier = new Webhook(secret);
  }

  /** Waits for the event of an order. */
  async eventOf(order: string): Promise<EventPayload> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      if (this.failure) throw this.failure;
      const event = [...this.events.values()].find(({ data }) => data.order_id === order);
      if (event) return event;
      await once(this.arrivals, "request", { signal }).catch(() => assert.fail(`no webhook of the order ${order} in time`));
    }
  }

  /** Connections that the server keeps open would keep this process alive. */
  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Returns the status to answer with. */
  private take(request: IncomingMessage, body: Buffer): number {
    try {
      assert.ok(this.verifier, "a webhook came before there was a secret");
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const event = this.verifier.verify(body, headers) as EventPayload;
      assert.equal(headers["webhook-id"], event.id);
      this.events.set(event.id, event);
      return 204;
    } catch (error) {
      this.failure ??= error;
      return 400;
    } finally {
      this.arrivals.emit("request");
    }
  }
}
