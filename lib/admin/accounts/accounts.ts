import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { resetPasswordByCommand } from "#lib/services/passwords/reset-by-command.ts";
import { resetTwoFactorByCommand } from "#lib/services/two-factor/reset-by-command.ts";
import { verifyEmailByCommand } from "#lib/services/users/email/verify-by-command.ts";
import {
  type AdminContext,
  AdminError,
  type AdminResult,
  type DatabaseCommand,
} from "../command/admin-command.ts";

async function assertMigrated({ database }: AdminContext): Promise<void> {
  if ((await readMigrationState(database)) !== "behind") return;
  throw new AdminError("The database is older than this version. Start the console once.");
}

function createNoAccountError(email: string): AdminError {
  return new AdminError(`There is no account with the email address ${email}.`);
}

function createResult(email: string, line: string): AdminResult {
  return { lines: [line], data: { email, result: line } };
}

/** Lets the operator confirm an account's email address when the console sends no email. */
export const verifyUser: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Verifies the email address of an account",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await verifyEmailByCommand(context, email, new Date())) {
      case "verified":
        return createResult(email, `${email} is verified. This takes effect at the next sign-in.`);
      case "was_verified":
        return createResult(email, `${email} was already verified.`);
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

/** The last way back in for a person who lost their authenticator app or passkeys, and all recovery codes. */
export const resetTwoFactor: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Turns off two-factor authentication for an account",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await resetTwoFactorByCommand(context, email, new Date())) {
      case "reset":
        return createResult(
          email,
          `Two-factor authentication is off for ${email}. They can sign in without a code or a passkey.`,
        );
      case "was_off":
        return createResult(email, `Two-factor authentication was already off for ${email}.`);
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

export const printSetUpCode: DatabaseCommand = {
  needs: "database",
  parameters: "",
  summary: "Prints the setup code, which startup prints only until the first account exists",
  run: async ({ secrets }) => {
    const code = createSetUpCode(secrets.session);
    return { lines: [code], data: { code } };
  },
};

/** The way back in for a person who forgot their password, also on a console that sends no email. */
export const resetPassword: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Prints a link with which a person sets a new password",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    const token = await resetPasswordByCommand(context, email, new Date()).catch((error: unknown) => {
      throw error instanceof ServiceError ? new AdminError(`${error.message}.`) : error;
    });
    if (token === null) throw new AdminError(`There is no active account with the email address ${email}.`);
    const link = `${getConsoleAddress(context.config)}/reset-password/${token}`;
    return { lines: [link], data: { email, link } };
  },
};
