import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

export interface EmailState {
  email: string;
  isVerified: boolean;
  /** Whether this console can send the verification link by email. */
  canMail: boolean;
}

/** What the console shows a signed-in person about their own email address. */
export async function readEmailState(
  { config, database }: Pick<Runtime, "config" | "database">,
  userId: string,
): Promise<EmailState> {
  const select = { email: true, emailVerifiedAt: true };
  const user = await database.prisma.user.findUniqueOrThrow({ where: { id: userId }, select });
  return {
    email: user.email,
    isVerified: user.emailVerifiedAt !== null,
    canMail: getMailOrigin(config) !== null,
  };
}
