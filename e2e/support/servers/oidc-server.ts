import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import Provider, { type Configuration } from "oidc-provider";

/** A person with an account at the test's OpenID provider. */
export interface OidcPerson {
  sub: string;
  name: string;
  email: string;
  email_verified: boolean;
  /** The claim `groups`, as the provider sends it. Undefined: it sends none. */
  groups?: unknown;
}

export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The person who signs in at the provider. Can be changed at any time. */
  person: OidcPerson;
  /** Replaces the ID tokens that the provider issues. */
  forgeIdToken?: ((idToken: string) => string) | undefined;
  /**
   * Follows the redirects from a URL of the provider through its pages, and returns the first URL outside it, which is the
   * console's. Starts without cookies, like a newly opened browser.
   */
  visit(url: string): Promise<URL>;
  close(): Promise<void>;
}

const client = { clientId: "console", clientSecret: "secret-of-the-console-at-the-provider" };

/** The lifetime of everything the provider stores. Longer than any test. */
const lifetimeSeconds = 600;

/** Starts a real OpenID provider on loopback. It logs in and consents without a click, and requires PKCE. */
export async function startOidcServer(redirectUri: string, firstPerson: OidcPerson): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${readPort(server)}`;
  const running: OidcServer = {
    issuer,
    ...client,
    person: firstPerson,
    visit: (url) => follow(url, issuer),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const provider = new Provider(
    issuer,
    createConfiguration(redirectUri, () => running.person),
  );
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    const idToken: unknown = Reflect.get(Object(body), "id_token");
    if (running.forgeIdToken === undefined || typeof idToken !== "string") return;
    ctx.body = { ...Object(body), id_token: running.forgeIdToken(idToken) };
  });
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
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
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

/** Does what a person does on the provider's pages: logs in, and consents to the requested scopes. */
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
  let url = new URL(start);
  for (let i = 0; i < maxRedirects; i++) {
    if (url.origin !== issuer) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null)
      throw new Error(`the provider responded with ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
  }
  throw new Error("the provider redirected too often");
}
