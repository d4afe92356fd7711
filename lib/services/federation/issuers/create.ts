import type { CreateTrustedIssuerInput } from "#lib/contract/apps/federation.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { findPublicPreset, issuerPresets } from "#lib/domain/federation/presets.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { describeIssuer, includeForDto, toIssuerDto } from "./issuer-dto.ts";

const maxIssuersPerTeam = 50;

/** POST /trusted-issuers. Throws `invalid_request`, and `conflict` for an issuer that the team trusts already. */
export async function createTrustedIssuer(
  ctx: ServiceContext,
  input: CreateTrustedIssuerInput,
): Promise<TrustedIssuerDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId, actor } = scope;
  const { name, preset, jwks } = input;
  const issuer = input.issuer ?? issuerPresets[preset].issuer;
  if (issuer === null) throw invalidField("issuer", "Is required, because each installation has its own");
  const known = findPublicPreset(issuer);
  if (known !== null && known !== preset) {
    throw invalidField(
      "issuer",
      `Is the address of ${issuerPresets[known].name}. Choose that kind of issuer (${known})`,
    );
  }
  return withClaim(ctx, async (tx) => {
    // Of many at once, one after the other.
    await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${teamId} FOR UPDATE`;
    const others = await tx.trustedIssuer.findMany({
      where: { teamId, deletedAt: null },
      select: { issuer: true },
    });
    if (others.some((other) => other.issuer === issuer)) {
      throw new ServiceError("conflict", { message: "The team already trusts this issuer" });
    }
    if (others.length >= maxIssuersPerTeam) {
      throw new ServiceError("conflict", {
        message: `A team can trust at most ${maxIssuersPerTeam} issuers`,
      });
    }
    const row = await tx.trustedIssuer.create({
      data: {
        id: createId("trustedIssuer"),
        teamId,
        name,
        preset,
        issuer,
        ...(jwks === null ? {} : { jwks: { keys: jwks.keys.map((key) => ({ ...Object(key) })) } }),
        createdById: getActorId(actor),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
      include: includeForDto,
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "trusted_issuer.create",
      target: { type: "trustedIssuer", id: row.id },
      changes: { ...describeIssuer(row), kind: preset, issuer },
    });
    return toIssuerDto(row);
  });
}
