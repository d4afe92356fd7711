import type { Runtime } from "#lib/runtime.ts";

/** What a command can reach, inside a running server or beside a stopped one. */
export type AdminContext = Pick<Runtime, "config" | "database" | "limiter" | "logger" | "secrets">;

export interface AdminCommand {
  /** What follows the command's name, such as `NAME`. Empty: nothing. */
  parameters: string;
  summary: string;
  /** Returns the lines to print. Throws AdminError for what the person can fix. */
  run(context: AdminContext, parameters: readonly string[]): Promise<string[]>;
}

/** An expected failure of a command; its message is all that is printed. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdminError";
  }
}
