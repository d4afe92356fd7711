import { randomBytes } from "node:crypto";
import pg from "pg";

export interface ServerDatabase {
  name: string;
  url: string;
  drop: () => Promise<void>;
}

/** A new database on this server: empty, or a copy of the one named. */
export async function createOnServer(serverUrl: string, template: string | null): Promise<ServerDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}${template === null ? "" : ` TEMPLATE ${template}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function runOn(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
