import { withTransaction } from "#lib/db/transaction.ts";
import { ServiceError } from "#lib/errors.ts";
import { createTakenAddressMail } from "#lib/mail/taken-address-mail.ts";
import { createVerificationMail } from "#lib/mail/verification-mail.ts";
import type { AcceptedSignUpDto, CreateUserInput } from "#lib/schemas/users.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverLater } from "#lib/services/mails/deliver.ts";
import { insertEmailVerification } from "#lib/services/me/insert-email-verification.ts";
import { createUser, readEmail } from "./create.ts";
import { signUpActor } from "./sign-up-rows.ts";

type SignUp = CreateUserInput & { origin: string };

/** Null: the email address is taken. */
async function tryToCreate(ctx: ServiceContext, input: CreateUserInput): Promise<string | null> {
  try {
    const { id } = await createUser(ctx, input);
    return id;
  } catch (error) {
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
    return createVerificationMail(email, `${origin}/verify-email/${token}`);
  });
  return { email };
}
