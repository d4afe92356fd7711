import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { resetPasswordByCommand } from "#lib/services/passwords/reset-by-command.ts";
import { resetTwoFactorByCommand } from "#lib/services/two-factor/reset-by-command.ts";
import { verifyEmailByCommand } from "#lib/services/users/email/verify-by-command.ts";
import { AdminError, type AdminResult, type DatabaseCommand } from "../command/admin-command.ts";
import { assertMigrated } from "../command/assert-migrated.ts";
import { createNoAccountError } from "../command/errors.ts";

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
  options: {
    "reset-two-factor": {
      value: null,
      summary: "Also turns off two-factor authentication, for a person who lost everything",
    },
  },
  run: async (context, { parameters: [email = ""], options }) => {
    await assertMigrated(context);
    const resetsTwoFactor = options["reset-two-factor"] === true;
    const reset = await resetPasswordByCommand(context, { email, resetsTwoFactor, now: new Date() }).catch(
      (error: unknown) => {
        throw error instanceof ServiceError ? new AdminError(`${error.message}.`) : error;
      },
    );
    if (reset.outcome === "no_account") throw createNoAccountError(email);
    if (reset.outcome === "suspended") {
      throw new AdminError(
        `The account ${email} is suspended. Run \`${getAdminProgram()} reinstate ${email}\` first.`,
      );
    }
    const link = `${getConsoleAddress(context.config)}/reset-password/${reset.token}`;
    const note = "Two-factor authentication is off. Turn it on again after signing in.";
    return {
      lines: [link, ...(resetsTwoFactor ? [note] : [])],
      data: { email, link, isTwoFactorOff: resetsTwoFactor },
    };
  },
};
