import { listProviders } from "#lib/auth/providers/providers.ts";
import type { LinkableProviderDto, LinkProviderInput } from "#lib/contract/people/providers.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isUniqueViolation } from "#lib/platform/db/server/database-errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notify } from "#lib/services/notices/notify.ts";
import {
  lifeMs,
  type ProviderProof,
  spendProviderProof,
} from "#lib/services/reauthentication/provider-proof.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";

/**
 * POST /me/providers: checks that the caller can link a provider, and that they have confirmed who they are. The sign-in at
 * the provider follows, in a browser. Throws `invalid_request` for an unknown provider, `conflict` for a linked one.
 */
export async function startLink(
  ctx: ServiceContext,
  { provider: id }: LinkProviderInput,
): Promise<LinkableProviderDto> {
  const { userId } = authorizePerson(ctx);
  const { config, database } = ctx.runtime;
  const provider = listProviders(config.providers).find((one) => one.id === id);
  if (provider === undefined) throw invalidField("provider", "Not a provider of this console");
  const where = { userId, issuer: provider.issuer };
  if ((await database.prisma.account.count({ where })) > 0) {
    throw new ServiceError("conflict", { message: `${provider.label} is linked to your account already` });
  }
  return { provider: id, name: provider.label };
}

/** Who signed in at the provider. */
interface LinkedAs {
  id: string;
  label: string;
  issuer: string;
  subject: string;
}

async function insertLink(tx: Transaction, ctx: ServiceContext, proof: ProviderProof, as: LinkedAs) {
  const user = await lockProvenPerson(tx, ctx, 2 * lifeMs);
  if (!(await spendProviderProof(tx, ctx, proof, user.id))) return "expired";
  const { id: provider, issuer, subject } = as;
  const known = await tx.account.findUnique({ where: { issuer_subject: { issuer, subject } } });
  if (known !== null) return known.userId === user.id ? "done" : "linked_elsewhere";
  const id = createId("account");
  await tx.account.create({
    data: { id, userId: user.id, provider, issuer, subject, createdAt: ctx.now },
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "account.link",
    target: { type: "user", id: user.id },
    changes: { accountId: id, provider, issuer },
    personal: { email: user.email, subject },
  });
  await notify(tx, ctx, {
    kind: "provider_changed",
    receivers: [user],
    data: { provider: as.label, change: "linked" },
  });
  return "done";
}

/**
 * Links the account of a provider in which the person of the session that started it has just signed in, once. An account
 * that opens someone else's stays with them.
 */
export async function finishLink(
  ctx: ServiceContext,
  proof: ProviderProof,
  as: LinkedAs,
): Promise<"done" | "expired" | "linked_elsewhere"> {
  if (authorizePerson(ctx).sessionId !== proof.sessionId || as.subject === "") return "expired";
  try {
    return await withTransaction(ctx.runtime.database, (tx) => insertLink(tx, ctx, proof, as));
  } catch (error) {
    // Another person linked the same account at the same moment.
    if (isUniqueViolation(error, "subject")) return "linked_elsewhere";
    if (error instanceof ServiceError) return "expired";
    throw error;
  }
}
