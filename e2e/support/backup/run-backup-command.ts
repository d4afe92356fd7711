import { backup, restore } from "#lib/admin/backup/backup.ts";
import { move } from "#lib/admin/backup/move.ts";
import type { AdminInput, AdminResult } from "#lib/admin/command/admin-command.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";

type Typed = Partial<Pick<AdminInput, "options" | "standardInput" | "signal" | "report">>;

function createInput(file: string, typed: Typed): AdminInput {
  return {
    parameters: [file],
    options: {},
    standardInput: "",
    workingDirectory: "/",
    signal: new AbortController().signal,
    report: () => {},
    ...typed,
  };
}

/** Runs `backup FILE` as the running console does. */
export function runBackup(runtime: Runtime, file: string, typed: Typed = {}): Promise<AdminResult> {
  return backup.run(runtime, createInput(file, typed));
}

/** Runs `restore FILE` as the command line does. */
export function runRestore(config: Config, file: string, typed: Typed = {}): Promise<AdminResult> {
  return restore.run({ config, logger: createLogger({ level: "silent" }) }, createInput(file, typed));
}

/** Runs `move --to TARGET` as the command line does. */
export function runMove(config: Config, typed: Typed): Promise<AdminResult> {
  const input = { ...createInput("", typed), parameters: [] };
  return move.run({ config, logger: createLogger({ level: "silent" }) }, input);
}
