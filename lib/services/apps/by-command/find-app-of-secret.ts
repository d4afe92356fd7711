import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";

const appFields = {
  id: true,
  name: true,
  disabledAt: true,
  deletedAt: true,
  environment: { select: { slug: true } },
  team: { select: { id: true, slug: true, name: true, suspendedAt: true, deletedAt: true } },
} as const satisfies Prisma.AppSelect;

/** An app of any team, as the operator sees it. */
export type FoundApp = Prisma.AppGetPayload<{ select: typeof appFields }>;

interface FoundSecret {
  kind: "secret" | "token";
  app: FoundApp;
  /** When the secret or token stopped or stops working. Null: it only ends with its app. */
  endsAt: Date | null;
}

function earliest(...times: (Date | null | undefined)[]): Date | null {
  const known = times.filter((time) => time instanceof Date).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}

async function findSecret(
  { database }: ServiceContext["runtime"],
  hash: Uint8Array<ArrayBuffer>,
): Promise<FoundSecret | null> {
  const secret = await database.prisma.appSecret.findUnique({
    where: { hash },
    select: { endsAt: true, app: { select: appFields } },
  });
  return secret === null ? null : { kind: "secret", ...secret };
}

async function findToken(
  { database }: ServiceContext["runtime"],
  hash: Uint8Array<ArrayBuffer>,
): Promise<FoundSecret | null> {
  const token = await database.prisma.appToken.findUnique({
    where: { hash },
    select: {
      createdAt: true,
      expiresAt: true,
      revokedAt: true,
      secret: { select: { endsAt: true } },
      app: { select: { ...appFields, tokensEndedAt: true } },
    },
  });
  if (token === null) return null;
  const { tokensEndedAt, ...app } = token.app;
  // What an assertion got ends when the app's public keys change.
  const endedWithKeys = token.secret === null && tokensEndedAt !== null && token.createdAt <= tokensEndedAt;
  const ends = [token.expiresAt, token.revokedAt, token.secret?.endsAt, endedWithKeys ? tokensEndedAt : null];
  return { kind: "token", app, endsAt: earliest(...ends) };
}

/** The app whose client secret or access token this is or was. Who looks it up has it, so that is recorded. */
export async function lookUpAppSecretByCommand(
  runtime: ServiceContext["runtime"],
  text: string,
  now: Date,
): Promise<FoundSecret | null> {
  const hash = new Uint8Array(hashSecret(text));
  const found = (await findSecret(runtime, hash)) ?? (await findToken(runtime, hash));
  if (found === null) return null;
  await withTransaction(runtime.database, (tx) =>
    emitAudit(tx, createCommandContext(runtime, now), {
      teamId: null,
      action: "app.look_up",
      target: { type: "app", id: found.app.id },
      changes: { team: found.app.team.id },
    }),
  );
  return found;
}
