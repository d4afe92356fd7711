import pg from "pg";
import { findRunning } from "#lib/platform/db/embedded/start-embedded.ts";

/** As if the person had signed in a month ago, in all their sessions on this running console. */
export async function ageProofs(dataDirectory: string, email: string): Promise<void> {
  const running = await findRunning(dataDirectory);
  if (running === null) throw new Error("no console runs on the data directory");
  const client = new pg.Client(running);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `UPDATE sessions s SET authenticated_at = now() - interval '29 days'
       FROM users u WHERE u.id = s.user_id AND u.email = $1`,
      [email],
    );
    if (rowCount === 0) throw new Error(`${email} has no session`);
  } finally {
    await client.end();
  }
}
