import type { CreateLaunchInput } from "#lib/contract/apps/launch.ts";
import type { LaunchDto } from "#lib/contract/apps/launch-output.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createLaunchHandle, hashSecret } from "#lib/domain/keys/secret.ts";
import { createLaunchUrl } from "#lib/domain/launch/launch-url.ts";
import { launchMs } from "#lib/domain/launch/lifetimes.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { findApp } from "#lib/services/apps/find-app.ts";
import type { AppRow } from "#lib/services/apps/plan/app-dto.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { isGatewayEnabled } from "#lib/services/fhir-servers/gateway/read-gateway-server.ts";

/** Enough for every app that people open at work, and a bound for what a leaked key can store. */
const maxOpenLaunches = 1000;

/** At this distance from the maximum, counting without a lock is safe. */
const safeDistance = 100;

function getLaunchUri({ deletedAt, disabledAt, kind, launchUri }: AppRow): string {
  const refuse = (message: string) => new ServiceError("conflict", { message });
  if (deletedAt !== null) throw refuse("This app was deleted");
  if (disabledAt !== null) throw refuse("This app is disabled. Enable it before you open it");
  if (kind === "service") throw refuse("This app acts by itself, so people can't open it");
  if (launchUri === null) throw refuse("This app has no launch address");
  return launchUri;
}

/** A person launches for themselves. A key names who uses the launch. */
function chooseUser({ actor }: Scope, userId: string | undefined): string {
  if (actor.type === "user") {
    if (userId === undefined || userId === actor.userId) return actor.userId;
    throw invalidField("userId", "You can open apps only for yourself");
  }
  if (userId === undefined) throw invalidField("userId", "Name the person who uses the launch");
  return userId;
}

async function assertActiveMember(tx: Transaction, teamId: string, userId: string): Promise<void> {
  const member = await tx.member.findFirst({
    where: { teamId, userId, status: "active", user: { status: "active" } },
    select: { id: true },
  });
  if (member === null) throw invalidField("userId", "Must be an active member of the team");
}

/** Reads the server, which is in the app's environment. A caller who sees the app sees that environment. */
async function findServer(
  tx: Transaction,
  { teamId, environmentId }: AppRow,
  id: string,
): Promise<{ id: string; baseUrl: string }> {
  const server = await tx.fhirServer.findFirst({ where: { id, teamId, environmentId, deletedAt: null } });
  if (server === null) throw invalidField("fhirServerId", "Must be a FHIR server in the app's environment");
  if (!isGatewayEnabled(server)) {
    throw new ServiceError("conflict", { message: "The gateway of this FHIR server is off" });
  }
  return server;
}

async function assertRoom(tx: Transaction, appId: string, now: Date): Promise<void> {
  const count = async () => {
    const [row] = await tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT 1 FROM app_launches
        WHERE app_id = ${appId} AND expires_at > ${now}::timestamptz AND used_at IS NULL LIMIT ${maxOpenLaunches}
      ) AS open`;
    return row?.count ?? 0;
  };
  if ((await count()) < maxOpenLaunches - safeDistance) return;
  await tx.$executeRaw`SELECT 1 FROM apps WHERE id = ${appId} FOR UPDATE`;
  if ((await count()) < maxOpenLaunches) return;
  throw new ServiceError("conflict", {
    message: `This app already has ${maxOpenLaunches} launches that can still be used. Try again in a few minutes`,
  });
}

/**
 * POST /apps/{id}/launches: opens an app from a record. Only the digest of its handle is stored. Throws `not_found`, `conflict` for
 * an app that can't be opened or a gateway that is off, and `invalid_request` for a person or server that doesn't fit.
 */
export async function createAppLaunch(
  ctx: ServiceContext,
  { id, ...input }: CreateLaunchInput & { id: string },
): Promise<LaunchDto> {
  const scope = authorize(ctx, "fhir.data:read");
  const { teamId } = scope;
  const { runtime, now } = ctx;
  return withTransaction(runtime.database, async (tx) => {
    const app = await findApp(tx, scope, id);
    const launchUri = getLaunchUri(app);
    const userId = chooseUser(scope, input.userId);
    await assertActiveMember(tx, teamId, userId);
    const server = await findServer(tx, app, input.fhirServerId);
    await assertRoom(tx, id, now);
    const launch = createLaunchHandle();
    const expiresAt = new Date(now.getTime() + launchMs);
    await tx.appLaunch.create({
      data: {
        hash: new Uint8Array(hashSecret(launch)),
        appId: id,
        serverId: server.id,
        baseUrl: server.baseUrl,
        userId,
        patientId: input.patient,
        encounterId: input.encounter,
        intent: input.intent,
        createdAt: now,
        expiresAt,
      },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "app_launch.create",
      target: { type: "app", id },
      changes: { server: server.id, userId },
    });
    const iss = getFhirBaseUrl(runtime.config, server.id);
    return {
      launchUrl: createLaunchUrl(launchUri, { iss, launch }),
      launch,
      expiresAt: expiresAt.toISOString(),
    };
  });
}
