import { createEmailAddress } from "#lib/auth/credentials/email-address.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { findPasswordProblem, passwordProblemTexts } from "#lib/auth/credentials/password-policy.ts";
import { createUnknownTurn } from "#lib/auth/limits/sign-in-limits.ts";
import type { CreateUserInput, UserDto } from "#lib/contract/people/users.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { countSignUp } from "./count-sign-up.ts";
import { admitPerson, insertSignUp, type NewPerson, signUpActor } from "./sign-up-rows.ts";

/** The canonical form of an email address. Throws `invalid_request` if it is not valid. */
export function readEmail(text: string): string {
  const email = createEmailAddress(text);
  if (email === null) throw invalidField("email", "Enter an email address, such as ada@example.com");
  return email;
}

function parsePerson(ctx: ServiceContext, input: CreateUserInput): Omit<NewPerson, "passwordHash"> {
  const { name, invitationToken, setupCode } = input;
  const email = readEmail(input.email);
  assertAllowedAddress(ctx, email);
  const problem = findPasswordProblem(input.password, [name, email]);
  if (problem !== null) throw invalidField("password", passwordProblemTexts[problem]);
  return { name, email, emailVerifiedAt: null, invitationToken, setupCode };
}

type InsertPerson = (ctx: ServiceContext, person: NewPerson) => Promise<{ userId: string; teamId: string }>;

const insertPerson: InsertPerson = (ctx, person) =>
  withTransaction(ctx.runtime.database, (tx) => insertSignUp(tx, ctx, person));

async function signUp(
  ctx: ServiceContext,
  person: Omit<NewPerson, "passwordHash">,
  { password, insert }: { password: string; insert: InsertPerson },
) {
  const { database } = ctx.runtime;
  // Checked before the expensive hash, so that a closed console cannot be kept busy. The check below is decisive.
  await withTransaction(database, (tx) =>
    admitPerson(tx, ctx, { ...person, passwordHash: null }, { hasPassword: true }),
  );
  const passwordHash = await hashPassword(password, createUnknownTurn(ctx.request.address));
  return insert(ctx, { ...person, passwordHash });
}

/**
 * POST /users: creates an account, with a new team or in the team that sent the invitation. Anyone can request it; the
 * instance's sign-up mode decides. Throws `sign_up_closed`, `conflict` for a taken email address, `rate_limit_exceeded`,
 * `service_unavailable` while too many passwords are being hashed, `invalid_request` with the invalid field.
 */
export async function createUser(
  caller: ServiceContext,
  input: CreateUserInput,
  insert = insertPerson,
): Promise<UserDto> {
  const ctx: ServiceContext = { ...caller, actor: signUpActor };
  const person = parsePerson(ctx, input);
  const { userId, teamId } = await countSignUp(ctx, () =>
    signUp(ctx, person, { password: input.password, insert }),
  );
  return { id: userId, name: person.name, email: person.email, teamId };
}
