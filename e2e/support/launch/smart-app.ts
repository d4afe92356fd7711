import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import smart from "fhirclient";

interface Registration {
  clientId: string;
  /** Without one, and without a private key, the app is public. */
  clientSecret?: string;
  clientPrivateJwk?: NonNullable<Parameters<ReturnType<typeof smart>["authorize"]>[0]["clientPrivateJwk"]>;
  scope: string;
}

export interface SmartApp {
  origin: string;
  launchUri: string;
  redirectUri: string;
  /** What the app learned when it was registered. */
  configure(registration: Registration): void;
  close(): Promise<void>;
}

/** What fhirclient keeps between the requests of one browser. */
type Session = Record<string, { expiresAt?: number } | string | undefined>;

const cookieName = "smart_app_session";

/** Short enough to compare tokens without showing one. */
function fingerprint(token: unknown): string {
  return createHash("sha256").update(String(token)).digest("hex").slice(0, 12);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function writePage(response: ServerResponse, title: string, facts: Record<string, unknown>): void {
  const rows = Object.entries(facts).map(
    ([name, value]) => `<dt>${name}</dt><dd data-testid="${name}">${escapeHtml(String(value ?? ""))}</dd>`,
  );
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><title>App</title><h1>${escapeHtml(title)}</h1><dl>${rows.join("")}</dl>`);
}

/** What went wrong, in the words of fhirclient. Its errors for responses have a status. */
function describeError(error: unknown): Record<string, unknown> {
  const { message, status, statusCode } = Object(error);
  return { message, status: status ?? statusCode };
}

async function showPatient(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const client = await smart(request, response).ready();
  const patient = await client.patient.read();
  const observations = await client.patient.request("Observation?_count=10", { pageLimit: 0, flat: true });
  const { name: [name = {}] = [] } = patient as { name?: { family?: string }[] };
  writePage(response, name.family ?? "No name", {
    patient: client.patient.id,
    observations: Array.isArray(observations) ? observations.length : null,
    scope: client.getState("tokenResponse.scope"),
    token: fingerprint(client.getState("tokenResponse.access_token")),
    intent: client.getState("tokenResponse.intent"),
    encounter: client.encounter.id,
    user: client.user.fhirUser,
    mayRefresh: client.getState("tokenResponse.refresh_token") !== undefined,
  });
}

/** As if the token's hour had passed: fhirclient then requests another one before its next request. */
function expireTokens(session: Session): void {
  for (const state of Object.values(session)) if (typeof state === "object") state.expiresAt = 0;
}

/**
 * An app for servers, as the documentation of fhirclient shows it. fhirclient does everything that concerns SMART: discovery, PKCE,
 * tokens, refresh and requests.
 */
export async function startSmartApp(): Promise<SmartApp> {
  const sessions = new Map<string, Session>();
  let registration: Registration = { clientId: "", scope: "" };

  function findSession(request: IncomingMessage, response: ServerResponse): Session {
    const [, sent] = new RegExp(`${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? "") ?? [];
    const id = sent !== undefined && sessions.has(sent) ? sent : randomUUID();
    const session = sessions.get(id) ?? {};
    sessions.set(id, session);
    if (id !== sent) response.setHeader("Set-Cookie", `${cookieName}=${id}; HttpOnly; SameSite=Lax`);
    return session;
  }

  const routes: Record<
    string,
    (request: IncomingMessage, response: ServerResponse, session: Session) => unknown
  > = {
    "/launch": (request, response) =>
      smart(request, response).authorize({ ...registration, redirectUri: "/callback", pkceMode: "required" }),
    "/callback": async (request, response) => {
      await smart(request, response).ready();
      response.writeHead(302, { location: "/" }).end();
    },
    "/": showPatient,
    "/expire": (_request, response, session) => {
      expireTokens(session);
      response.writeHead(302, { location: "/" }).end();
    },
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://app.example");
    const route = routes[pathname];
    if (route === undefined) {
      response.writeHead(204).end();
      return;
    }
    const session = findSession(request, response);
    try {
      await route(Object.assign(request, { session }), response, session);
    } catch (error) {
      writePage(response, "Something went wrong", describeError(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    launchUri: `${origin}/launch`,
    redirectUri: `${origin}/callback`,
    configure: (given) => {
      registration = given;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
