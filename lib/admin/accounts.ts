import { createSetUpCode } from "#lib/auth/set-up-code.ts";
import { readMigrationState } from "#lib/db/migrations.ts";
import { verifyEmailByCommand } from "#lib/services/users/verify-by-command.ts";
import { type AdminCommand, AdminError } from "./admin-command.ts";

/** The operator vouches for an account's address, where the console sends no mail. */
export const verifyUser: AdminCommand = {
  parameters: "EMAIL",
  summary: "Verifies the email address of an account",
  run: async (context, [email = ""]) => {
    if ((await readMigrationState(context.database)) === "behind") {
      throw new AdminError("The database is older than this version. Start the console once.");
    }
    switch (await verifyEmailByCommand(context, email, new Date())) {
      case "verified":
        return [`${email} is verified. What follows from it takes effect at the next sign-in.`];
      case "was_verified":
        return [`${email} was verified already.`];
      case "no_account":
        throw new AdminError(`${email} has no account.`);
    }
  },
};

export const printSetUpCode: AdminCommand = {
  parameters: "",
  summary: "Prints the set-up code, which a start prints only before the first account exists",
  run: async ({ secrets }) => [createSetUpCode(secrets.session)],
};
