// Replaces the pages process in tests of the code that starts it: responds with its process id, and ends on
// demand.
import { createServer } from "node:http";
import { watchThread } from "#lib/platform/metrics/thread-health.ts";
import type { PagesCalls, VerifierCalls } from "#lib/platform/processes/pages-contract.ts";
import { createPeer } from "#lib/platform/processes/peer.ts";
import { createProcessPort } from "#lib/platform/processes/process-port.ts";

const watch = watchThread();
const server = createServer(async (request, response) => {
  if (request.url === "/crash") process.exit(3);
  if (request.url === "/consume") {
    const decision = await verifier.call("consume", "user:test", { perMinute: 3, per10Seconds: 3 });
    response.end(String(decision.admitted));
  } else response.end(String(process.pid));
});

server.on("error", () => process.exit(1));

const verifier = createPeer<PagesCalls, VerifierCalls>(createProcessPort(process), {
  start: async ({ socketPath }) => {
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  },
  setClock: () => {},
  renewConnections: () => {},
  report: () => ({
    memoryBytes: process.memoryUsage.rss(),
    cpuSeconds: 0,
    outbox: { waiting: 0, oldestSeconds: 0, sent: 0, failed: 0, givenUp: 0 },
    connections: { total: 0, idle: 0, waiting: 0 },
    health: watch.describe(),
    statements: [],
    jobs: [],
  }),
  stop: () => process.exit(0),
});

process.once("disconnect", () => process.exit(1));
