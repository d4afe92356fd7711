import type { SetFhirCredentialInput } from "#lib/contract/resources/fhir-gateway.ts";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { assertUnchanged, findFhirServer, lockFhirServer } from "./find-fhir-server.ts";
import { sealCredential } from "./gateway/credential-box.ts";
import { planCredential } from "./gateway/plan-credential.ts";

/** What the audit log records: never the token, the name, the password or the private key. */
function describeCredential({
  kind,
  clientId,
  scopes,
  tokenUrl,
}: ReturnType<typeof planCredential>["columns"]) {
  return clientId === null ? { kind } : { kind, clientId, scopes: scopes?.split(" ") ?? [], tokenUrl };
}

/** POST /fhir/servers/{id}/credential: how the gateway authenticates at the server. Replaces the previous credential. */
export async function setFhirCredential(
  ctx: ServiceContext,
  { id, expectedUpdatedAt, ...input }: SetFhirCredentialInput & { id: string },
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { teamId } = scope;
  const { secret, columns } = planCredential(input);
  return withClaim(ctx, async (tx) => {
    const server = await lockFhirServer(tx, scope, id);
    assertUnchanged(server, expectedUpdatedAt);
    const { sealed, keyId } = sealCredential(secret, server, ctx.runtime.secrets.session);
    await tx.fhirServerCredential.deleteMany({ where: { serverId: id, server: { teamId } } });
    await tx.fhirServerCredential.create({
      data: {
        serverId: id,
        ...columns,
        secret: sealed,
        secretKeyId: keyId,
        createdById: getActorId(ctx.actor),
        createdAt: ctx.now,
      },
    });
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { updatedAt: getNextUpdatedAt(server.updatedAt, ctx.now) },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_credential.set",
      target: { type: "fhirServer", id },
      changes: describeCredential(columns),
    });
    return toFhirServerDto(await findFhirServer(tx, scope, id), ctx.runtime);
  });
}
