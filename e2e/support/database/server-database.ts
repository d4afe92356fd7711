import { randomBytes } from "node:crypto";
import pg from "pg";
import { readApplicationRoleSql } from "./application-role.ts";

interface ServerRole {
  name: string;
  password: string;
}

/** As the documentation recommends: one role owns the tables and migrates, the application connects as the other. */
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

/** Roles for the databases of one run of the tests. */
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

/** Once their databases are gone. */
export async function dropRoles(serverUrl: string, { owner, application }: ServerRoles): Promise<void> {
  await runOn(serverUrl, `DROP ROLE ${owner.name}, ${application.name}`);
}

/** A new database on this server: empty, or a copy of the one named. */
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
    drop: () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** Lets the application use the tables there are, as the documentation says. */
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
