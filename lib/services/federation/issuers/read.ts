import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findIssuer } from "./find-issuer.ts";
import { toIssuerDto } from "./issuer-dto.ts";

/** GET /trusted-issuers/{id}. */
export async function readTrustedIssuer(
  ctx: ServiceContext,
  input: { id: string },
): Promise<TrustedIssuerDto> {
  const scope = authorize(ctx, "apps:read");
  return toIssuerDto(await findIssuer(ctx.runtime.database.prisma, scope, input.id));
}
