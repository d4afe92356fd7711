import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import Provider, { type Configuration } from "oidc-provider";

/** A person with an account at the OpenID provider of the test. */
export interface OidcPerson {
  sub: string;
  name: string;
  email: string;
  email_verified: boolean;
}

export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who is at the provider's keyboard from now on. */
  person: OidcPerson;
  /**
   * Follows a browser from our redirect through the provider's pages and back; the address it comes back to, which is
   * ours again. Starts without cookies, as a person who has just opened the browser.
   */
  visit(address: string): Promise<URL>;
  close(): Promise<void>;
}

const client = { clientId: "console", clientSecret: "secret-of-the-console-at-the-provider" };

/** Of all that the provider remembers; a test takes less. */
const lifetimeSeconds = 600;

/** A real OpenID provider on loopback. Logging in and consenting there need no click. PKCE is required. */
export async function startOidcServer(redirectUri: string, firstPerson: OidcPerson): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${readPort(server)}`;
  const running: OidcServer = {
    issuer,
    ...client,
    person: firstPerson,
    visit: (address) => follow(address, issuer),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const provider = new Provider(
    issuer,
    createConfiguration(redirectUri, () => running.person),
  );
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/"))
      void finishInteraction(provider, running, request, response);
    else void provider.callback()(request, response);
  });
  return running;
}

function readPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen on a port");
  return address.port;
}

function createConfiguration(redirectUri: string, readPerson: () => OidcPerson): Configuration {
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    ttl: {
      Interaction: lifetimeSeconds,
      Session: lifetimeSeconds,
      Grant: lifetimeSeconds,
      AccessToken: lifetimeSeconds,
      IdToken: lifetimeSeconds,
    },
    cookies: { keys: ["signs the provider's own cookies"] },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...readPerson(), sub }) }),
  };
}

/** What a person would do on the provider's pages: log in, and agree to what is asked for. */
async function finishInteraction(
  provider: Provider,
  { person }: OidcServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  const grantId = await grant.save();
  return provider.interactionFinished(request, response, { consent: { grantId } });
}

const maxRedirects = 10;

async function follow(start: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let address = new URL(start);
  for (let i = 0; i < maxRedirects; i++) {
    if (address.origin !== issuer) return address;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null)
      throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    address = new URL(location, address);
  }
  throw new Error("the provider redirects in circles");
}
