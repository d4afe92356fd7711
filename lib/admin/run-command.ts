import { StartError } from "#lib/platform/process/start-error.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import {
  type AdminContext,
  AdminError,
  type AdminInput,
  type AdminResult,
  AdminUsageError,
  type SettingsContext,
} from "./command/admin-command.ts";
import { parseCommandLine } from "./command/command-line.ts";
import { commands } from "./commands.ts";

/** 0: done. 1: it failed, or a check found a problem. 2: the command was typed wrongly. */
export interface AdminAnswer {
  lines: readonly string[];
  data?: unknown;
  exitCode: number;
}

/** Everything about how a command was started that isn't in its words. */
export type AdminCall = Pick<AdminInput, "standardInput" | "workingDirectory" | "signal" | "report">;

/** Runs a command that needs the database, in this process. Never throws. */
export function runOnDatabase(
  context: AdminContext,
  words: readonly string[],
  call: AdminCall,
): Promise<AdminAnswer> {
  return answer(context.logger, call.signal, async () => {
    const { name, command, input } = parseCommandLine(commands, words);
    context.logger.info({ command: name }, "running an admin command");
    if (command.needs !== "database") throw new AdminUsageError("This command doesn't run in the console.");
    return command.run(context, { ...input, ...call });
  });
}

/** Runs a command that needs only the settings, in this process. Never throws. */
export function runOnSettings(
  context: SettingsContext,
  words: readonly string[],
  call: AdminCall,
): Promise<AdminAnswer> {
  return answer(context.logger, call.signal, async () => {
    const { command, input } = parseCommandLine(commands, words);
    if (command.needs !== "settings") throw new AdminUsageError("This command needs the database.");
    return command.run(context, { ...input, ...call });
  });
}

/** Runs a command whose database can't be reached, in this process. Null if it has nothing to say without. Never throws. */
export async function runWithoutDatabase(
  context: SettingsContext,
  words: readonly string[],
  call: AdminCall,
  reason: string,
): Promise<AdminAnswer | null> {
  const { command, input } = parseCommandLine(commands, words);
  if (command.needs !== "database" || command.runWithoutDatabase === undefined) return null;
  const run = command.runWithoutDatabase;
  return answer(context.logger, call.signal, () => run(context, { ...input, ...call }, reason));
}

async function answer(
  logger: Runtime["logger"],
  signal: AbortSignal,
  run: () => Promise<AdminResult>,
): Promise<AdminAnswer> {
  try {
    const { lines, data, isFine = true } = await run();
    return { lines, data, exitCode: isFine ? 0 : 1 };
  } catch (error) {
    if (!isExplained(error)) {
      if (signal.aborted) return { lines: ["The command was interrupted."], exitCode: 1 };
      logger.error({ err: error }, "an admin command failed");
    }
    return describeFailure(error);
  }
}

function isExplained(error: unknown): error is AdminError | StartError {
  return error instanceof AdminError || error instanceof StartError;
}

/** What is printed instead of an answer, in one line for an unexpected error. */
export function describeFailure(error: unknown): AdminAnswer {
  if (isExplained(error)) {
    return { lines: [error.message], exitCode: error instanceof AdminUsageError ? 2 : 1 };
  }
  const text = error instanceof Error ? error.message : String(error);
  // The first lines of Prisma's messages show its own call, and the last one says what is wrong.
  return { lines: [`Failed: ${text.trim().split("\n").at(-1)}`], exitCode: 1 };
}
