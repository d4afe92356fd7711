import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** What a command can access, in a running console or on its own. */
export type AdminContext = Pick<Runtime, "config" | "database" | "limiter" | "logger" | "secrets">;

/** What a command can access that needs no database, or opens one itself. */
export type SettingsContext = Pick<Runtime, "config" | "logger">;

interface AdminOption {
  /** What follows `--name`, such as `FILE`. Null if nothing does. */
  value: string | null;
  summary: string;
}

/** What was typed, and how to answer while the command runs. */
export interface AdminInput {
  parameters: readonly string[];
  /** The typed options: the value, or true for an option without one. */
  options: Readonly<Record<string, string | true>>;
  /** What the standard input contained, without the line break at the end. Empty unless the command reads it. */
  standardInput: string;
  /** Where the command was typed. Paths in parameters are relative to it. Absolute. */
  workingDirectory: string;
  /** Aborts when the user interrupts the command, or the console that runs it stops. */
  signal: AbortSignal;
  /** Prints a line about the progress immediately, to the standard error output. */
  report(line: string): void;
}

export interface AdminResult {
  lines: readonly string[];
  /** What `--json` prints instead of the lines: anything that JSON.stringify takes. */
  data: unknown;
  /** False if a check found a problem: the exit code is 1. */
  isFine?: boolean;
}

interface AdminCommandText {
  /** What follows the command's name, such as `NAME` or `[FILE]` for one that can be omitted. Empty if nothing does. */
  parameters: string;
  summary: string;
  options?: Readonly<Record<string, AdminOption>>;
  /**
   * Whether it reads the standard input: always, only without parameters, or only with one of these options. Secrets are typed
   * there, because other users can see parameters.
   */
  readsStandardInput?: boolean | "without_parameters" | readonly string[];
}

/** Runs in the running console, or on the database if none is running. Throws AdminError for what the user can fix. */
export interface DatabaseCommand extends AdminCommandText {
  needs: "database";
  /** It also runs with secrets that don't match the database. Others would sign events with them. */
  acceptsAnySecrets?: true;
  run(context: AdminContext, input: AdminInput): Promise<AdminResult>;
  /** For a command that has something to say if neither the console nor the database can be reached. */
  runWithoutDatabase?(context: SettingsContext, input: AdminInput, reason: string): Promise<AdminResult>;
}

/** Always runs in the process of the command line. Throws AdminError for what the user can fix. */
export interface SettingsCommand extends AdminCommandText {
  needs: "settings";
  run(context: SettingsContext, input: AdminInput): Promise<AdminResult>;
}

export type AdminCommand = DatabaseCommand | SettingsCommand;

/** An expected failure of a command. Only its message is printed. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdminError";
  }
}

/** The command was typed wrongly. The exit code is 2. */
export class AdminUsageError extends AdminError {
  constructor(message: string) {
    super(message);
    this.name = "AdminUsageError";
  }
}

/** Whether the command reads the standard input if this was typed. */
export function readsInput(
  { readsStandardInput = false }: AdminCommand,
  { parameters, options }: Pick<AdminInput, "parameters" | "options">,
): boolean {
  if (typeof readsStandardInput === "boolean") return readsStandardInput;
  if (readsStandardInput === "without_parameters") return parameters.length === 0;
  return readsStandardInput.some((option) => options[option] !== undefined);
}
