import { z } from "zod";
import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import type { RenewedSession } from "#lib/services/sessions/renew.ts";
import { renewProvenSession } from "./renew-proven.ts";

const purpose = "reauthentication";

/** How long a person has to sign in at the provider. */
export const lifeMs = 10 * minuteMs;

/**
 * How long an expired request is remembered. Longer than the browser's cookie with its `state`: without the row, its late
 * answer would be taken for a sign-in.
 */
const rememberedMs = hourMs;

/** The clock of a provider can be behind the console's by this much. */
const maxClockDifferenceMs = minuteMs;

/** What the sign-in at the provider is for: confirming the person, or linking the provider to their account. */
const intents = ["prove", "link"] as const;

export type ProofIntent = (typeof intents)[number];

const dataSchema = z.object({
  sessionId: z.string(),
  provider: z.string(),
  intent: z.enum(intents).default("prove"),
});

/** A request to a provider to have the person of one session sign in there. */
export interface ProviderProof {
  id: string;
  sessionId: string;
  provider: string;
  intent: ProofIntent;
  startedAt: Date;
}

/**
 * Remembers that the request with this `state` belongs to the caller's session. To link a provider, a person must have
 * confirmed who they are, at most as long ago as they have for the dialog that explains it.
 */
export async function startProviderProof(
  ctx: ServiceContext,
  { provider, state, intent }: { provider: string; state: string; intent: ProofIntent },
): Promise<void> {
  const { userId, sessionId } = authorizePerson(ctx);
  const { now } = ctx;
  await withTransaction(ctx.runtime.database, async (tx) => {
    if (intent === "link") await lockProvenPerson(tx, ctx, lifeMs);
    const forgottenBefore = new Date(now.getTime() - rememberedMs);
    await tx.oneTimeToken.deleteMany({ where: { userId, purpose, expiresAt: { lte: forgottenBefore } } });
    await tx.oneTimeToken.create({
      data: {
        id: createId("oneTimeToken"),
        purpose,
        tokenHash: new Uint8Array(hashOneTimeToken(state)),
        userId,
        data: { sessionId, provider, intent },
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifeMs),
      },
    });
  });
}

/** The proof that was started with this `state`, even if it was used or has expired. Null: the request was a sign-in. */
export async function findProviderProof(
  prisma: Pick<Transaction, "oneTimeToken">,
  state: string,
): Promise<ProviderProof | null> {
  const tokenHash = new Uint8Array(hashOneTimeToken(state));
  const found = await prisma.oneTimeToken.findFirst({ where: { tokenHash, purpose } });
  if (found === null) return null;
  return { id: found.id, startedAt: found.createdAt, ...dataSchema.parse(found.data) };
}

/** Who signed in at the provider, and when, if the provider says so. */
export interface ProviderAnswer {
  issuer: string;
  subject: string;
  /** Whether the provider has to say when the person signed in. */
  mustTellTime: boolean;
  authenticatedAt: Date | null;
}

export type ProviderProofOutcome = { session: RenewedSession } | { problem: "another_account" | "not_again" };

function isRecent({ mustTellTime, authenticatedAt }: ProviderAnswer, startedAt: Date): boolean {
  if (authenticatedAt === null) return !mustTellTime;
  return authenticatedAt.getTime() >= startedAt.getTime() - maxClockDifferenceMs;
}

/** Uses up a request of this person, once. False if it was used or has expired. Their row must be locked. */
export async function spendProviderProof(
  tx: Transaction,
  ctx: ServiceContext,
  { id }: Pick<ProviderProof, "id">,
  userId: string,
): Promise<boolean> {
  const { count } = await tx.oneTimeToken.updateMany({
    where: { id, purpose, userId, usedAt: null, expiresAt: { gt: ctx.now } },
    data: { usedAt: ctx.now },
  });
  return count > 0;
}

/**
 * Accepts a sign-in at a provider as the proof of the session that started it, once. It must be this session's person who
 * signed in, after the start. People with a password that they can use, or a second factor, prove it with those. Null: the request was already
 * used, has expired or belongs to another session.
 */
export async function acceptProviderProof(
  ctx: ServiceContext,
  proof: ProviderProof,
  answer: ProviderAnswer,
): Promise<ProviderProofOutcome | null> {
  const actor = authorizePerson(ctx);
  if (actor.sessionId !== proof.sessionId) return null;
  const { issuer, subject } = answer;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockLivePerson(tx, actor, ctx.now);
    const isFirst = await spendProviderProof(tx, ctx, proof, user.id);
    if (!isFirst || (user.passwordHash !== null && mayUsePassword(ctx.runtime.config, user))) return null;
    if (await hasSecondFactor(tx, user.id)) return null;
    const account = await tx.account.findUnique({ where: { issuer_subject: { issuer, subject } } });
    if (account?.userId !== user.id) return { problem: "another_account" };
    if (!isRecent(answer, proof.startedAt)) return { problem: "not_again" };
    return { session: await renewProvenSession(tx, ctx, actor, proof.provider) };
  });
}
