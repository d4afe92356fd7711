import { printSetUpCode, resetPassword, resetTwoFactor, verifyUser } from "./accounts.ts";
import { type AdminCommand, type AdminContext, AdminError } from "./admin-command.ts";
import { migrateApply, migrateResolve, migrateStatus } from "./migrate.ts";

/** Every command of `npm run admin`, by its name of one or two words. */
const commands: Readonly<Record<string, AdminCommand>> = {
  "migrate status": migrateStatus,
  "migrate apply": migrateApply,
  "migrate resolve": migrateResolve,
  "users verify": verifyUser,
  "reset-password": resetPassword,
  "reset-two-factor": resetTwoFactor,
  "set-up-code": printSetUpCode,
};

export function describeCommands(): string[] {
  const rows = Object.entries(commands).map(([name, { parameters, summary }]) => ({
    call: `${name} ${parameters}`.trim(),
    summary,
  }));
  const width = Math.max(...rows.map(({ call }) => call.length));
  return [
    "Usage: npm run admin -- COMMAND",
    "",
    ...rows.map(({ call, summary }) => `  ${call.padEnd(width)}  ${summary}`),
  ];
}

/** Whether the words name a command. Anything else prints the help and needs no database. */
export function isCommand(words: readonly string[]): boolean {
  return findCommand(words) !== null;
}

/** Returns the lines to print. Throws AdminError for problems the user can fix. */
export async function runCommand(context: AdminContext, words: readonly string[]): Promise<string[]> {
  const found = findCommand(words);
  if (found === null) throw new AdminError(describeCommands().join("\n"));
  const expected = found.command.parameters.split(" ").filter((word) => word !== "").length;
  if (found.parameters.length !== expected) {
    throw new AdminError(`Usage: npm run admin -- ${`${found.name} ${found.command.parameters}`.trim()}`);
  }
  return found.command.run(context, found.parameters);
}

function findCommand(words: readonly string[]) {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command !== undefined) return { name, command, parameters: words.slice(length) };
  }
  return null;
}
