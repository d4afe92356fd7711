import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { verifyEmailByCommand } from "#lib/services/users/email/verify-by-command.ts";
import { type AdminCommand, AdminError } from "./admin-command.ts";

/** Lets the operator confirm an account's email address when the console sends no email. */
export const verifyUser: AdminCommand = {
  parameters: "EMAIL",
  summary: "Verifies the email address of an account",
  run: async (context, [email = ""]) => {
    if ((await readMigrationState(context.database)) === "behind") {
      throw new AdminError("The database is older than this version. Start the console once.");
    }
    switch (await verifyEmailByCommand(context, email, new Date())) {
      case "verified":
        return [`${email} is verified. This takes effect at the next sign-in.`];
      case "was_verified":
        return [`${email} was already verified.`];
      case "no_account":
        throw new AdminError(`There is no account with the email address ${email}.`);
    }
  },
};

export const printSetUpCode: AdminCommand = {
  parameters: "",
  summary: "Prints the setup code, which startup prints only until the first account exists",
  run: async ({ secrets }) => [createSetUpCode(secrets.session)],
};
