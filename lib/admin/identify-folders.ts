import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { AdminUsageError } from "./command/admin-command.ts";
import { type ParsedCommand, parseCommandLine } from "./command/command-line.ts";
import { commands } from "./commands.ts";

/** What was typed where the usage says FILE. */
function listFiles({ command, input }: ParsedCommand): string[] {
  const placeholders = command.parameters.split(" ");
  const options = Object.entries(command.options ?? {}).filter(([, { value }]) => value === "FILE");
  return [
    ...input.parameters.filter((_, index) => placeholders[index] === "FILE"),
    ...options.map(([name]) => input.options[name]),
  ].filter((file) => typeof file === "string");
}

async function identify(folder: string): Promise<string | null> {
  const stats = await stat(folder, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev}:${stats.ino}`;
}

/**
 * The folder of each file that the words name, by its path, and which one that is for this process: a service can have a /tmp
 * of its own, which is removed when it stops. Null: this process can't see it.
 */
export async function identifyFolders(
  words: readonly string[],
  workingDirectory: string,
): Promise<Record<string, string | null>> {
  const folders: Record<string, string | null> = {};
  try {
    for (const file of listFiles(parseCommandLine(commands, words))) {
      const folder = dirname(resolve(workingDirectory, file));
      folders[folder] = await identify(folder);
    }
  } catch (error) {
    // Running the command says what is wrong.
    if (!(error instanceof AdminUsageError)) throw error;
  }
  return folders;
}
