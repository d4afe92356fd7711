import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { startTraceCollector } from "#e2e/support/tracing/trace-collector.ts";

test("a client's trace continues through threads and the pages process to the database", async () => {
  const collector = await startTraceCollector();
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    VERIFY_THREADS: "2",
    PAGES_NICENESS: "0",
    AUTH_ANY_TEAM: "true",
  };
  const running = await startConsole({ environment });
  const { origin } = running;
  try {
    const person = await signUp(origin, { name: "Ada", email: "ada@example.com", password });
    const secrets: string[] = [];
    for (let count = 0; count < 8; count++) {
      secrets.push(
        (await createKeyAs(origin, person, { name: `Key ${count}`, environment: "development" })).secret,
      );
    }
    /** Each verification on a connection of its own, so that both threads get some, with a trace of its own. */
    const traceIds = secrets.map((_, index) => `4bf92f3577b34da6a3ce929d0e0e47${10 + index}`);
    for (const [index, secret] of secrets.entries()) {
      const { status } = await fetch(`${origin}/v1/api/auth`, {
        headers: {
          authorization: `Bearer ${secret}`,
          connection: "close",
          traceparent: `00-${traceIds[index]}-00f067aa0ba902b7-01`,
        },
      });
      expect(status).toBe(200);
    }
    const pageTrace = "4bf92f3577b34da6a3ce929d0e0e4799";
    await fetch(`${origin}/v1/api/keys`, {
      headers: { cookie: person.cookie, traceparent: `00-${pageTrace}-00f067aa0ba902b7-01` },
    });

    const statement = await collector.waitFor(
      ({ name, process, traceId }) => name === "SELECT" && process === "pages" && traceId === pageTrace,
    );
    expect(String(statement.attributes["db.query.text"])).toMatch(/^SELECT /);
    const inner = await collector.waitFor(
      ({ kind, process, traceId }) => kind === 2 && process === "pages" && traceId === pageTrace,
    );
    expect(inner.name).toBe("GET /v1/api/keys");
    const hop = await collector.waitFor(({ attributes }) => attributes["peer.service"] === "pages");
    expect(hop.kind).toBe(3);

    const inThread = await collector.waitFor(
      ({ name, process }) => name === "GET /v1/api/auth" && process === "thread 1",
    );
    expect(traceIds).toContain(inThread.traceId);
    expect(inThread.attributes["byteengine.verification.outcome"]).toBe("VALID");
    // The thread has no database: its main thread reads the key.
    const read = await collector.waitFor(
      ({ name, process, traceId }) =>
        name === "SELECT" && process === "verifier" && traceId === inThread.traceId,
    );
    expect(read.attributes["db.system.name"]).toBe("postgresql");
    await running.stop();
    for (const secret of [...secrets, person.cookie, "ada@example.com", password]) {
      expect(collector.readText()).not.toContain(secret);
    }
  } finally {
    await running.stop();
    collector.stop();
  }
});
