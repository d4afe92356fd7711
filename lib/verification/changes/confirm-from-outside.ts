import type { Database } from "#lib/platform/db/database.ts";
import { createEchoes, echoChannel } from "./echoes.ts";

/**
 * Makes the changes of the command line, which is not an instance itself, wait until all instances have applied them.
 * With the embedded database there is none to wait for. Returns how to end it.
 */
export async function confirmFromOutside(
  database: Pick<Database, "openSession" | "lookUpPool" | "changes">,
): Promise<() => Promise<void>> {
  if (database.openSession === null) return async () => {};
  const client = await database.openSession();
  const echoes = createEchoes(database, { isInstance: false });
  client.on("notification", ({ payload = "" }) => echoes.receive(payload));
  await client.query(`LISTEN ${echoChannel}`);
  database.changes.confirmWith(echoes.gather);
  return () => client.end();
}
