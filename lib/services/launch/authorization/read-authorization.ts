import { createPerson, findObstacle, selectForAccess } from "#lib/auth/session/team-access.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type {
  AuthorizationView,
  NotAllowed,
  PatientChoice,
  ScopeOffer,
} from "#lib/domain/launch/authorization.ts";
import {
  choosePatient,
  listPersonLetters,
  needsPatient,
  offerScopes,
  opensAnything,
  opensForOthers,
  readPatientId,
} from "#lib/domain/launch/offer-scopes.ts";
import type { AuthorizationProblem } from "#lib/domain/launch/read-authorization-request.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findReference } from "#lib/services/launch/people/find-link.ts";
import { type OpenedRequest, openRequest, type Refused, refuseRequest } from "./open-request.ts";

interface UsableLaunch {
  hash: Uint8Array<ArrayBuffer>;
  patientId: string | null;
  encounterId: string | null;
  intent: string | null;
}

/** What this person can be asked. */
export interface Authorization extends Omit<OpenedRequest, "outcome"> {
  outcome: "ask";
  launch: UsableLaunch | null;
  /** The record of the person on this server. Null: they are no patient there. */
  ownPatientId: string | null;
  /** Whether the person may read every patient's data. */
  canSearch: boolean;
  offer: ScopeOffer;
}

type Context = Pick<ServiceContext, "now"> & { runtime: Pick<Runtime, "config" | "database"> };
type NotAsked =
  | Refused
  | { outcome: "not_member" | "needs_second_factor" }
  | ({ outcome: "not_allowed" } & NotAllowed);

/** The launch of this app for this person on this server, unless it was used or has expired. */
async function findLaunch(
  { runtime, now }: Context,
  { app, server, request }: OpenedRequest,
  userId: string,
): Promise<UsableLaunch | null> {
  if (request.launch === null) return null;
  return runtime.database.prisma.appLaunch.findFirst({
    where: {
      hash: new Uint8Array(hashSecret(request.launch)),
      appId: app.id,
      serverId: server.id,
      baseUrl: server.baseUrl,
      userId,
      usedAt: null,
      expiresAt: { gt: now },
    },
    select: { hash: true, patientId: true, encounterId: true, intent: true },
  });
}

function isSignInTooOld({ request }: OpenedRequest, { authenticatedAt }: UserActor, now: Date): boolean {
  return request.maxAge !== null && now.getTime() - authenticatedAt.getTime() > request.maxAge * 1000;
}

/** The person's membership in the app's team, which must be open to them, or why there is none. */
async function findMember({ runtime, now }: Context, teamId: string, userId: string) {
  const { prisma } = runtime.database;
  const member = await prisma.member.findFirst({
    where: { teamId, userId, status: "active", user: { status: "active" } },
    select: { role: true, joinedAt: true, team: { select: selectForAccess } },
  });
  if (member === null) return "not_member";
  const rule = runtime.config.requireTwoFactor;
  const obstacle = await findObstacle(rule, createPerson(prisma, userId), member, now);
  return obstacle === null ? member : "needs_second_factor";
}

type Member = Exclude<Awaited<ReturnType<typeof findMember>>, string>;

/** Whether the person may read every patient's data, and which record is their own. */
async function readPerson({ runtime }: Context, { server }: OpenedRequest, member: Member, userId: string) {
  const { prisma } = runtime.database;
  const reference = await findReference(prisma, { serverId: server.id, baseUrl: server.baseUrl, userId });
  const permissions = listRolePermissions(member.role, []);
  return {
    permissions,
    canSearch: permissions.has("fhir.data:read"),
    ownPatientId: readPatientId(reference),
  };
}

async function readServerName({ runtime }: Context, { app, server }: Pick<OpenedRequest, "app" | "server">) {
  const { name } = await runtime.database.prisma.fhirServer.findFirstOrThrow({
    where: { id: server.id, teamId: app.team.id },
    select: { name: true },
  });
  return name;
}

function getHost(redirectUri: string): string {
  return new URL(redirectUri).host;
}

/** Decides what the person can be asked, for the page and again when they agree. */
export async function findAuthorization(
  ctx: Context,
  actor: UserActor,
  search: string,
): Promise<Authorization | NotAsked> {
  const opened = await openRequest(ctx.runtime, search);
  if (opened.outcome === "invalid") return opened;
  const { id: teamId } = opened.outcome === "open" ? opened.app.team : opened.team;
  const member = await findMember(ctx, teamId, actor.userId);
  if (typeof member === "string") return { outcome: member };
  if (opened.outcome === "redirect") return { outcome: "redirect", url: opened.url };
  const { request, app, address } = opened;
  const refuse = (problem: AuthorizationProblem) => refuseRequest(ctx.runtime, address, problem);
  if (isSignInTooOld(opened, actor, ctx.now)) {
    return refuse({ error: "login_required", description: "The person signed in longer ago than max_age" });
  }
  const launch = await findLaunch(ctx, opened, actor.userId);
  if (request.launch !== null && launch === null) {
    const description = "The launch is for another person or app, was used before, or has expired";
    return refuse({ error: "invalid_request", description });
  }
  const { permissions, canSearch, ownPatientId } = await readPerson(ctx, opened, member, actor.userId);
  const patientId = launch?.patientId ?? (canSearch ? null : ownPatientId);
  const isOwnRecord = patientId !== null && patientId === ownPatientId;
  const asked = { requested: request.scopes, registered: app.scopes, launch };
  const offer = offerScopes({ ...asked, letters: listPersonLetters(permissions, isOwnRecord) });
  if (!opensAnything(offer.offered)) {
    const description = "The app or the person has none of the requested scopes";
    const refused = refuse({ error: "invalid_scope", description });
    // What is wrong with the app is for its developers. What the person lacks is for the person.
    if (refused.outcome !== "redirect" || !opensForOthers(asked)) return refused;
    return {
      outcome: "not_allowed",
      app: { name: app.name },
      team: { name: app.team.name },
      server: { name: await readServerName(ctx, opened) },
      isForPatient: needsPatient(request.scopes),
      returnsTo: getHost(address.redirectUri),
      refusedUrl: refused.url,
    };
  }
  return { ...opened, outcome: "ask", launch, ownPatientId, canSearch, offer };
}

/** How the patient in context is found if the person agrees to these scopes. */
export function findPatientChoice(authorization: Authorization, scopes: readonly string[]): PatientChoice {
  const { launch, ownPatientId, canSearch } = authorization;
  return choosePatient({ scopes, launchPatientId: launch?.patientId ?? null, ownPatientId, canSearch });
}

/**
 * What the page that asks a person shows, for the query string with which the app sent them. Their current team doesn't matter:
 * what counts is that they are a member of the app's.
 */
export async function readAuthorization(ctx: ServiceContext, search: string): Promise<AuthorizationView> {
  const actor = authorizePerson(ctx);
  const found = await findAuthorization(ctx, actor, search);
  if (found.outcome !== "ask") return found;
  const { address, app, server, offer } = found;
  const name = await readServerName(ctx, found);
  const refused = refuseRequest(ctx.runtime, address, {
    error: "access_denied",
    description: "The person did not agree",
  });
  return {
    outcome: "ask",
    team: { id: app.team.id, slug: app.team.slug, name: app.team.name },
    app: { id: app.id, name: app.name, description: app.description, kind: app.kind },
    returnsTo: getHost(address.redirectUri),
    server: { id: server.id, name },
    environment: { slug: app.environment.slug, name: app.environment.name },
    offer,
    patient: findPatientChoice(found, offer.offered),
    refusedUrl: refused.url,
  };
}
