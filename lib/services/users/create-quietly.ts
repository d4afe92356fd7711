import { createOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { AcceptedSignUpDto, CreateUserInput } from "#lib/contract/people/users.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createTakenAddressMail } from "#lib/platform/mail/account-exists-mail.ts";
import type { MailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createVerificationMail } from "#lib/platform/mail/verification-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverLater } from "#lib/services/mails/deliver.ts";
import { createUser, readEmail } from "./create.ts";
import { insertEmailVerification } from "./email/insert-email-verification.ts";
import { insertSignUp, type NewPerson, signUpActor } from "./sign-up-rows.ts";

type SignUp = CreateUserInput & { origin: MailOrigin };

const takenError = new ServiceError("conflict");

/**
 * Inserts the account. For a taken email address it inserts one with an address that nobody has, and rolls that back: the
 * time of the answer would otherwise reveal that the address is taken.
 */
async function insertEqually(ctx: ServiceContext, person: NewPerson) {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const owner = await tx.user.findUnique({ where: { email: person.email }, select: { id: true } });
    if (owner === null) return insertSignUp(tx, ctx, person);
    await insertSignUp(tx, ctx, { ...person, storedEmail: `${createOneTimeToken()}@invalid` });
    throw takenError;
  });
}

/** Null: the email address is taken. */
async function tryToCreate(ctx: ServiceContext, input: CreateUserInput): Promise<string | null> {
  try {
    const { id } = await createUser(ctx, input, insertEqually);
    return id;
  } catch (error) {
    if (error === takenError) return null;
    if (!(error instanceof ServiceError && error.code === "conflict")) throw error;
    const where = { email: readEmail(input.email) };
    const owner = await ctx.runtime.database.prisma.user.findUnique({ where, select: { id: true } });
    if (owner === null) throw error;
    return null;
  }
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
  const email = readEmail(input.email);
  const id = await tryToCreate(ctx, input);
  deliverLater(ctx, async () => {
    if (id === null) return createTakenAddressMail(email, origin);
    const token = await withTransaction(ctx.runtime.database, (tx) =>
      insertEmailVerification(tx, ctx, { id, email }),
    );
    return createVerificationMail(email, origin, token);
  });
  return { email };
}
