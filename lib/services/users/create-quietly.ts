import { createOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { AcceptedSignUpDto, CreateUserInput } from "#lib/contract/people/users.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { createTakenAddressMail } from "#lib/platform/mail/account-exists-mail.ts";
import type { MailOrigin } from "#lib/platform/mail/mail-links.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";
import { createUser, readEmail } from "./create.ts";
import { insertEmailVerification, queueVerification } from "./email/insert-email-verification.ts";
import { insertSignUp, type NewPerson, signUpActor } from "./sign-up-rows.ts";

type SignUp = CreateUserInput & { origin: MailOrigin };

/** Its link leads to the sign-in page and never expires, but after a day nobody remembers the sign-up. */
const takenMailLifeMs = dayMs;

async function queueTakenMail(tx: Transaction, ctx: ServiceContext, email: string, origin: MailOrigin) {
  await queueMail(tx, ctx, {
    kind: "account_exists",
    mail: createTakenAddressMail(email, origin),
    origin,
    expiresAt: new Date(ctx.now.getTime() + takenMailLifeMs),
  });
}

/** Inserts the same rows as for a free address, with one that nobody has, and takes them back. */
async function insertInVain(tx: Transaction, ctx: ServiceContext, person: NewPerson): Promise<void> {
  await tx.$executeRaw`SAVEPOINT in_vain`;
  const { userId: id } = await insertSignUp(tx, ctx, {
    ...person,
    storedEmail: `${createOneTimeToken()}@invalid`,
  });
  await insertEmailVerification(tx, ctx, { id, email: person.email });
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT in_vain`;
}

/**
 * Inserts the account, or tells the owner of a taken address. Both do the same work and commit an email to the outbox: the
 * time of the answer would otherwise reveal whether the address is taken.
 */
async function insertEqually(ctx: ServiceContext, person: NewPerson, origin: MailOrigin) {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const owner = await tx.user.findUnique({ where: { email: person.email }, select: { id: true } });
    if (owner !== null) {
      await insertInVain(tx, ctx, person);
      await queueTakenMail(tx, ctx, person.email, origin);
      return { userId: "", teamId: "" };
    }
    const created = await insertSignUp(tx, ctx, person);
    await queueVerification(tx, ctx, { id: created.userId, email: person.email }, origin);
    return created;
  });
}

/**
 * POST /users with a mail server: the response is the same whether or not the email address is taken. Only its owner is
 * informed, by email. Throws what createUser throws, except `conflict` for a taken address.
 */
export async function createUserQuietly(
  caller: ServiceContext,
  { origin, ...input }: SignUp,
): Promise<AcceptedSignUpDto> {
  const ctx: ServiceContext = { ...caller, actor: signUpActor };
  const { database } = ctx.runtime;
  const email = readEmail(input.email);
  try {
    await createUser(ctx, input, (context, person) => insertEqually(context, person, origin));
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "conflict")) throw error;
    // Another sign-up took the address at the same moment.
    const owner = await database.prisma.user.findUnique({ where: { email }, select: { id: true } });
    if (owner === null) throw error;
    await withTransaction(database, (tx) => queueTakenMail(tx, ctx, email, origin));
  }
  return { email };
}
