import type { SignedInPerson } from "#e2e/support/servers/console-client.ts";

interface RegisteredApp {
  id: string;
  secret: string;
}

async function readFields<Name extends string>(
  response: Response,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered with ${response.status}: ${text}`);
  const body: unknown = JSON.parse(text);
  const entries = names.map((name) => [name, String(Reflect.get(Object(body), name))]);
  return Object.fromEntries(entries);
}

/** Registers a service app as the console does: with the session cookie, from the console's own origin. */
export async function registerAppAs(
  origin: string,
  person: SignedInPerson,
  scopes: readonly string[] = ["workers:read"],
): Promise<RegisteredApp> {
  const response = await fetch(`${origin}/v1/api/apps`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: person.cookie, origin },
    body: JSON.stringify({ name: "Nightly reports", kind: "service", environment: "production", scopes }),
  });
  return readFields(response, ["id", "secret"]);
}

/** A token of the app, by client credentials. */
export async function requestToken(origin: string, { id, secret }: RegisteredApp): Promise<string> {
  const response = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const { access_token: token } = await readFields(response, ["access_token"]);
  return token;
}
