import type { AuthorizeAppInput } from "#lib/contract/apps/launch.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createAuthorizationCode, hashSecret } from "#lib/domain/keys/secret.ts";
import { codeMs } from "#lib/domain/launch/lifetimes.ts";
import { opensAnything } from "#lib/domain/launch/offer-scopes.ts";
import { createAnswerUrl } from "#lib/domain/launch/read-authorization-request.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notifyGrantChange } from "#lib/services/notices/notify-grant-change.ts";
import { type Authorization, findPatientChoice } from "./read-authorization.ts";
import { createOutdated, requireAuthorization } from "./require-authorization.ts";
import { isPatient } from "./search-patients.ts";

function assertOffered({ offer }: Authorization, scopes: readonly string[]): void {
  const index = scopes.findIndex((scope) => !offer.offered.includes(scope));
  if (index !== -1) throw invalidField(`scopes.${index}`, "The app can't get this scope from you");
  if (new Set(scopes).size !== scopes.length) throw invalidField("scopes", "Must not contain a scope twice");
  if (!opensAnything(scopes))
    throw invalidField("scopes", "Must contain at least one that opens data, or openid");
}

/** The patient in context: the one that is given, or the one whom the person chose, who must exist. */
async function decidePatient(
  ctx: ServiceContext,
  authorization: Authorization,
  { scopes, patient }: AuthorizeAppInput,
): Promise<string | null> {
  const choice = findPatientChoice(authorization, scopes);
  if (choice.kind === "impossible") throw new ServiceError("forbidden");
  const given = choice.kind === "given" ? choice.patientId : null;
  if (choice.kind !== "search") {
    if (patient !== null && patient !== given) throw invalidField("patient", "Can't be chosen here");
    return given;
  }
  if (patient === null) throw invalidField("patient", "Choose a patient: the app needs one");
  if (await isPatient(ctx, authorization.server, patient)) return patient;
  throw invalidField("patient", "Was not found on the FHIR server");
}

/** Uses up the launch. It counts once, however many agree at the same time. */
async function consumeLaunch(tx: Transaction, { launch }: Authorization, now: Date): Promise<void> {
  if (launch === null) return;
  const { count } = await tx.appLaunch.updateMany({
    where: { hash: launch.hash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0) throw createOutdated();
}

/**
 * Locks what the grant depends on, in the order in which tokens of it are issued. Ending one of them comes before, and then nothing is
 * granted, or after, and then ends the grant. Returns since when the person has been in the team.
 */
async function lockWhatCounts(
  tx: Transaction,
  { app, server }: Authorization,
  userId: string,
): Promise<Date> {
  const [found] = await tx.$queryRaw<{ joinedAt: Date }[]>`
    SELECT member.joined_at AS "joinedAt"
    FROM apps app
    JOIN teams team ON team.id = app.team_id
    JOIN environments environment ON environment.id = app.environment_id
    JOIN fhir_servers server ON server.team_id = app.team_id AND server.environment_id = app.environment_id
    JOIN members member ON member.team_id = app.team_id
    JOIN users person ON person.id = member.user_id
    WHERE app.id = ${app.id} AND app.team_id = ${app.team.id} AND server.id = ${server.id} AND person.id = ${userId}
      AND app.deleted_at IS NULL AND app.disabled_at IS NULL
      AND team.deleted_at IS NULL AND team.suspended_at IS NULL AND environment.retired_at IS NULL
      AND server.deleted_at IS NULL AND server.base_url = ${server.baseUrl} AND server.gateway_base_url = server.base_url
      AND member.status = 'active' AND person.status = 'active'
    FOR KEY SHARE OF person FOR SHARE OF server, member, app`;
  if (found === undefined) throw createOutdated();
  return found.joinedAt;
}

interface Consent {
  userId: string;
  scopes: string[];
  patientId: string | null;
  /** When the person signed in. */
  authenticatedAt: Date;
  createdAt: Date;
}

async function createGrant(
  tx: Transaction,
  { app, server, address, request, launch }: Authorization,
  { userId, scopes, patientId, authenticatedAt, createdAt }: Consent,
): Promise<{ id: string; code: string }> {
  const id = createId("appGrant");
  const code = createAuthorizationCode();
  // The grant lives as long as its code, until the app exchanges it.
  const expiresAt = new Date(createdAt.getTime() + codeMs);
  await tx.appGrant.create({
    data: {
      id,
      appId: app.id,
      teamId: app.team.id,
      userId,
      serverId: server.id,
      baseUrl: server.baseUrl,
      scopes,
      patientId,
      encounterId: launch?.encounterId ?? null,
      intent: launch?.intent ?? null,
      createdAt,
      expiresAt,
    },
  });
  await tx.authorizationCode.create({
    data: {
      hash: new Uint8Array(hashSecret(code)),
      grantId: id,
      redirectUri: address.redirectUri,
      codeChallenge: request.codeChallenge,
      nonce: request.nonce,
      authenticatedAt,
      expiresAt,
    },
  });
  return { id, code };
}

/**
 * POST /me/authorizations: the person agrees that an app gets access. Everything is decided again, because only the query string
 * of the request is sent. Returns where the browser goes. Throws `conflict` for a request that can't be answered any more, for
 * example because its launch was used or the app was disabled.
 */
export async function authorizeApp(
  ctx: ServiceContext,
  input: AuthorizeAppInput,
): Promise<{ redirectTo: string }> {
  const { userId, authenticatedAt } = authorizePerson(ctx);
  const authorization = await requireAuthorization(ctx, input.request);
  assertOffered(authorization, input.scopes);
  const patientId = await decidePatient(ctx, authorization, input);
  const { app, server, address } = authorization;
  const { now } = ctx;
  const code = await withTransaction(ctx.runtime.database, async (tx) => {
    const joinedAt = await lockWhatCounts(tx, authorization, userId);
    await consumeLaunch(tx, authorization, now);
    // A grant is never older than the membership, although the clocks of instances differ.
    const createdAt = new Date(Math.max(now.getTime(), joinedAt.getTime()));
    const consent = { userId, scopes: input.scopes, patientId, authenticatedAt, createdAt };
    const grant = await createGrant(tx, authorization, consent);
    await emitAudit(tx, ctx, {
      teamId: app.team.id,
      action: "app_grant.create",
      target: { type: "appGrant", id: grant.id },
      changes: { app: app.id, server: server.id, scopes: input.scopes },
    });
    await notifyGrantChange(tx, ctx, grant.id, "authorized");
    return grant.code;
  });
  return { redirectTo: createAnswerUrl(address, getIssuer(ctx.runtime.config), { code }) };
}
