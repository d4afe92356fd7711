import type { Runtime } from "#lib/runtime.ts";

export interface EmailState {
  email: string;
  isVerified: boolean;
  /** Whether this console can send the link that verifies it. */
  canMail: boolean;
}

/** What the console tells a signed-in person about their own address. */
export async function readEmailState(
  { config, database }: Pick<Runtime, "config" | "database">,
  userId: string,
): Promise<EmailState> {
  const select = { email: true, emailVerifiedAt: true };
  const user = await database.prisma.user.findUniqueOrThrow({ where: { id: userId }, select });
  return {
    email: user.email,
    isVerified: user.emailVerifiedAt !== null,
    canMail: config.smtpUrl !== undefined,
  };
}
