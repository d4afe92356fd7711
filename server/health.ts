import type { ServerResponse } from "node:http";
import { readMigrationState } from "#lib/db/migrations.ts";
import type { Runtime } from "#lib/runtime.ts";

function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  response.end(text);
}

/** GET /healthz: the process answers. */
export function answerHealth(response: ServerResponse): void {
  answerJson(response, 200, { status: "ok" });
}

/** GET /readyz: the database answers and is not behind this version. A database that is ahead is fine (ADR 0003). */
export async function answerReadiness(runtime: Runtime, response: ServerResponse): Promise<void> {
  try {
    const migrations = await readMigrationState(runtime.database);
    const isReady = migrations !== "behind";
    answerJson(response, isReady ? 200 : 503, { status: isReady ? "ready" : "not_ready", migrations });
  } catch (error) {
    runtime.logger.warn({ err: error }, "not ready: the database cannot be reached");
    answerJson(response, 503, { status: "not_ready", migrations: "unknown" });
  }
}
