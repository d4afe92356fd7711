// A service that verifies keys, in a process of its own, with the SDK that services use. Settings of the SDK come from OTEL_*,
// and what to verify from stdin: the SDK sends the command line with its spans.
import { text } from "node:stream/consumers";
import { context, propagation, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

interface Orders {
  origin: string;
  /** The service's own key. */
  service: string;
  /** The key of a request that passes a proxy. */
  proxied: string;
  verified: string;
}

const { origin, service, proxied, verified }: Orders = JSON.parse(await text(process.stdin));

const sdk = new NodeSDK();
sdk.start();

async function send(path: string, key: string, body?: object): Promise<number> {
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  propagation.inject(context.active(), headers);
  if (body !== undefined) headers["content-type"] = "application/json";
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const { status } = await fetch(`${origin}/v1/api${path}`, { headers, ...init });
  return status;
}

await trace.getTracer("service").startActiveSpan("handle an order", async (span) => {
  const statuses = [await send("/auth", proxied), await send("/keys/verify", service, { key: verified })];
  process.stdout.write(`${statuses.join(" ")}\n`);
  span.end();
});
await sdk.shutdown();
