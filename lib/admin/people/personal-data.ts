import { resolve } from "node:path";
import { countOf } from "#lib/domain/common/count-of.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { erasePersonEverywhere } from "#lib/services/personal-data/erase-person-everywhere.ts";
import { exportPerson } from "#lib/services/personal-data/export-person.ts";
import { findPerson } from "#lib/services/personal-data/find-person.ts";
import { type AdminContext, AdminError, type DatabaseCommand } from "../command/admin-command.ts";
import { createNewFile } from "../files/create-new-file.ts";

async function readPerson(context: AdminContext, person: string): Promise<User> {
  if ((await readMigrationState(context.database)) === "behind") {
    throw new AdminError("The database is older than this version. Start the console once.");
  }
  const user = await findPerson(context, person);
  if (user === null) throw new AdminError(`There is no account with the email address or ID ${person}.`);
  return user;
}

export const exportUser: DatabaseCommand = {
  needs: "database",
  parameters: "PERSON FILE",
  summary: "Writes everything about a person to a file, by email address or user ID",
  run: async (context, { parameters: [person = "", path = ""], workingDirectory, signal }) => {
    const user = await readPerson(context, person);
    const file = await createNewFile(resolve(workingDirectory, path));
    try {
      for await (const part of exportPerson(context, user, { now: new Date(), signal }))
        await file.write(part);
      await file.sync();
    } finally {
      await file.close();
    }
    return { lines: [`Everything about ${person} is in ${path}.`], data: { id: user.id, file: path } };
  },
};

export const eraseUser: DatabaseCommand = {
  needs: "database",
  parameters: "PERSON",
  summary: "Deletes an account and erases the person, by email address or user ID",
  run: async (context, { parameters: [person = ""], signal, report }) => {
    const user = await readPerson(context, person);
    report(`Erasing ${user.id}. If this is interrupted, run it again with this ID.`);
    const result = await erasePersonEverywhere(context, user, { now: new Date(), signal });
    switch (result.outcome) {
      case "owns_teams":
        throw new AdminError(
          `${person} is the only owner of ${new Intl.ListFormat("en-US").format(result.teams)}. Make another member an owner first.`,
        );
      case "last_administrator":
        throw new AdminError(`${person} is the only administrator of the console.`);
      case "erased":
        return {
          lines: [`${user.id} is erased, also from ${countOf(result.events, "event")} of audit logs.`],
          data: { id: user.id, events: result.events },
        };
    }
  },
};
