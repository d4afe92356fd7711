import { isId } from "#lib/domain/common/ids.ts";
import type { AuthorizationView } from "#lib/domain/launch/authorization.ts";
import {
  type AuthorizationAddress,
  type AuthorizationProblem,
  type AuthorizationRequest,
  createAnswerUrl,
  maxRequestCharacters,
  readAuthorizationRequest,
} from "#lib/domain/launch/read-authorization-request.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import {
  type GatewayServer,
  readGatewayServer,
} from "#lib/services/fhir-servers/gateway/read-gateway-server.ts";

type OpenRuntime = Pick<Runtime, "config" | "database">;

/** The app that asks, which people can be asked for. */
interface RequestedApp {
  id: string;
  name: string;
  description: string;
  kind: "confidential" | "public";
  scopes: string[];
  team: { id: string; slug: string; name: string };
  environment: { id: string; slug: string; name: string };
}

/** A request that is right as far as it concerns the app. Nothing about the person is known yet. */
export interface OpenedRequest {
  outcome: "open";
  address: AuthorizationAddress;
  request: AuthorizationRequest;
  app: RequestedApp;
  server: GatewayServer;
}

type Invalid = Extract<AuthorizationView, { outcome: "invalid" }>;
type Redirect = Extract<AuthorizationView, { outcome: "redirect" }>;
type InvalidProblem = Invalid["problem"];

/** What the app or the person learns instead. */
export type Refused = Invalid | Redirect;

/** An error for the app. It is sent there only with a member of the app's team, who can be expected to trust the address. */
interface RefusedByApp extends Redirect {
  team: { id: string };
}

async function findApp(
  prisma: Pick<Transaction, "app">,
  { clientId, redirectUri }: AuthorizationAddress,
): Promise<RequestedApp | InvalidProblem> {
  if (!isId("app", clientId)) return "unknown_app";
  const app = await prisma.app.findFirst({
    where: { id: clientId, deletedAt: null, team: { deletedAt: null } },
    include: { team: true, environment: true },
  });
  if (app === null || app.kind === "service") return "unknown_app";
  const { id, name, description, kind, scopes, team, environment } = app;
  // Before anything else is told about the app: only the app itself knows its addresses.
  if (!app.redirectUris.includes(redirectUri)) return "unknown_address";
  const isUsable = app.disabledAt === null && team.suspendedAt === null && environment.retiredAt === null;
  if (!isUsable) return "disabled_app";
  const { slug, label } = environment;
  return {
    id,
    name,
    description,
    kind,
    scopes,
    team,
    environment: { id: environment.id, slug, name: label },
  };
}

/** The registered server with this base URL, if the app can use it. */
async function findServer(
  runtime: OpenRuntime,
  app: RequestedApp,
  aud: string,
): Promise<GatewayServer | null> {
  const base = aud.replace(/\/$/, "");
  const [, id = ""] = /\/servers\/([^/]+)\/fhir$/.exec(base) ?? [];
  if (!isId("fhirServer", id) || base !== getFhirBaseUrl(runtime.config, id)) return null;
  const server = await readGatewayServer(runtime, id);
  const isOfApp = server?.teamId === app.team.id && server.environment.id === app.environment.id;
  return isOfApp ? server : null;
}

/** Sends the browser back to the app with an error. Only for an address that the app is registered with. */
export function refuseRequest(
  { config }: Pick<Runtime, "config">,
  address: AuthorizationAddress,
  problem: AuthorizationProblem,
): Redirect {
  return { outcome: "redirect", url: createAnswerUrl(address, getIssuer(config), problem) };
}

/** Reads the query string of a request to the authorization endpoint, and finds its app and FHIR server. */
export async function openRequest(
  runtime: OpenRuntime,
  search: string,
): Promise<OpenedRequest | RefusedByApp | Invalid> {
  const query = search.replace(/^\?/, "");
  if (query.length > maxRequestCharacters) return { outcome: "invalid", problem: "invalid_request" };
  const read = readAuthorizationRequest(new URLSearchParams(query));
  if (read.address === null) return { outcome: "invalid", problem: "invalid_request" };
  const app = await findApp(runtime.database.prisma, read.address);
  if (typeof app === "string") return { outcome: "invalid", problem: app };
  const { team } = app;
  if (read.problem !== null) return { ...refuseRequest(runtime, read.address, read.problem), team };
  const { address, request } = read;
  const server = await findServer(runtime, app, request.aud);
  if (server !== null) return { outcome: "open", address, request, app, server };
  const description =
    "aud must be the base URL of a FHIR server of the app's team and environment, whose gateway is on";
  return { ...refuseRequest(runtime, address, { error: "invalid_request", description }), team };
}
