import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openServer } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";

const logger = createLogger({ level: "silent" });

/** A server that accepts connections and never answers. */
async function startWedged(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return `127.0.0.1:${address.port}`;
}

test("a database that accepts connections and never answers fails the start with the reason", async () => {
  const [first, second] = [await startWedged(), await startWedged()];
  const startedAtMs = performance.now();
  await Promise.all([
    expect(openServer(`postgresql://u:p@${first}/app`, logger)).rejects.toThrow(
      "The database at DATABASE_URL cannot be used: it does not answer",
    ),
    expect(openServer(`postgresql://u:p@${first},${second}/app`, logger)).rejects.toThrow(
      "cannot be used: none of its hosts is a primary",
    ),
  ]);
  expect(performance.now() - startedAtMs).toBeLessThan(25_000);
});
