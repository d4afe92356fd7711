import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import type { EventReads, PersonReferences } from "./events-of-person.ts";
import { recordExport, writePerson } from "./write-person.ts";

/**
 * Only the present address, and only if it was verified: with any other, people could read what is about its owner. An operator
 * exports former addresses too, and checks the file.
 */
function listOwnEmails({ email, emailVerifiedAt }: Pick<User, "email" | "emailVerifiedAt">): string[] {
  if (emailVerifiedAt === null) return [];
  const address = createEmailAddress(email);
  return address === null ? [email] : listStoredForms(address);
}

/** GET /me/export: what the console stores about the caller, as the parts of one JSON document. Throws `forbidden` for a key. */
export function exportOwnData(ctx: HeavyContext): AsyncGenerator<string> {
  return writeOwnData(ctx, authorizePerson(ctx));
}

async function* writeOwnData(
  ctx: HeavyContext,
  { userId, sessionId }: Pick<UserActor, "userId" | "sessionId">,
): AsyncGenerator<string> {
  const { heavy } = ctx.runtime.database;
  const { prisma } = heavy;
  await assertStillSignedIn(prisma, sessionId);
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const members = await prisma.member.findMany({ where: { userId }, select: { id: true } });
  const references: PersonReferences = {
    ids: [userId, ...members.map(({ id }) => id)],
    emails: listOwnEmails(user),
  };
  await recordExport(ctx, userId);
  const reads: EventReads = {
    prisma,
    // A slow client can read for hours, so the export stops when the session ends.
    runStep: (step) =>
      heavy.runBatch(async () => {
        await assertStillSignedIn(prisma, sessionId);
        return step();
      }),
  };
  yield* writePerson(user, { prisma, reads, references, isForOperator: false });
}

async function assertStillSignedIn(prisma: Database["prisma"], sessionId: string): Promise<void> {
  const sessions = await prisma.session.count({
    where: { id: sessionId, endedAt: null, user: { status: "active" } },
  });
  if (sessions === 0) throw createUnauthorized(true);
}
