import { findPasswordProblem, passwordProblemTexts } from "#lib/auth/credentials/password-policy.ts";
import { invalidField } from "#lib/domain/common/errors.ts";

/** Throws `invalid_request` that names the field if the password is not acceptable for this person. */
export function assertAcceptable(
  field: string,
  password: string,
  { name, email }: { name: string; email: string },
): void {
  const problem = findPasswordProblem(password, [name, email]);
  if (problem !== null) throw invalidField(field, passwordProblemTexts[problem]);
}
