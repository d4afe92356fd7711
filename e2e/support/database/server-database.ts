import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { readApplicationRoleSql } from "./application-role.ts";

interface ServerRole {
  name: string;
  password: string;
}

/** The roles that the documentation recommends: one owns the tables and runs migrations, the other is the application's. */
export interface ServerRoles {
  owner: ServerRole;
  application: ServerRole;
}

export interface ServerDatabase {
  name: string;
  ownerUrl: string;
  applicationUrl: string;
  drop: () => Promise<void>;
}

function createRole(kind: string): ServerRole {
  return {
    name: `test_${kind}_${randomBytes(8).toString("hex")}`,
    password: randomBytes(16).toString("hex"),
  };
}

/** Creates the roles for the databases of one test run. */
export async function createRoles(serverUrl: string): Promise<ServerRoles> {
  const roles = { owner: createRole("owner"), application: createRole("app") };
  const { create } = await readApplicationRoleSql(roles.application.name);
  await runOn(
    serverUrl,
    `CREATE ROLE ${roles.owner.name} LOGIN PASSWORD '${roles.owner.password}';
     ${create}
     ALTER ROLE ${roles.application.name} PASSWORD '${roles.application.password}'`,
  );
  return roles;
}

/** Removes the roles. Their databases must have been dropped. */
export async function dropRoles(serverUrl: string, { owner, application }: ServerRoles): Promise<void> {
  await runOn(serverUrl, `DROP ROLE ${owner.name}, ${application.name}`);
}

/** Creates a database on this server: empty, or a copy of `template`. */
export async function createOnServer(
  serverUrl: string,
  { owner, application }: ServerRoles,
  template: string | null,
): Promise<ServerDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const copy = template === null ? "" : ` TEMPLATE ${template}`;
  await runOn(serverUrl, `CREATE DATABASE ${name} OWNER ${owner.name}${copy}`);
  const getUrl = (role: ServerRole) => {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    url.username = role.name;
    url.password = role.password;
    return url.href;
  };
  return {
    name,
    ownerUrl: getUrl(owner),
    applicationUrl: getUrl(application),
    drop: () => drop(serverUrl, name),
  };
}

/**
 * Pools do not wait until the server has closed their connections. A connection that the server terminates while it is being
 * closed would be an error that nobody handles.
 */
async function drop(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    const countSql = "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1";
    for (let tries = 0; tries < 50; tries++) {
      const { rows } = await client.query<{ count: number }>(countSql, [name]);
      if (rows[0]?.count === 0) break;
      await wait(20);
    }
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

/** Grants the application access to the existing tables, with the SQL of the documentation. */
export async function grantToApplication(ownerUrl: string, { application }: ServerRoles): Promise<void> {
  const { grant } = await readApplicationRoleSql(application.name);
  await runOn(ownerUrl, grant);
}

async function runOn(url: string, statements: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
