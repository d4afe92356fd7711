import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** What a command can access, in a running server or on its own. */
export type AdminContext = Pick<Runtime, "config" | "database" | "limiter" | "logger" | "secrets">;

export interface AdminCommand {
  /** What follows the command's name, such as `NAME`. Empty if there is nothing. */
  parameters: string;
  summary: string;
  /** Returns the lines to print. Throws AdminError for problems the user can fix. */
  run(context: AdminContext, parameters: readonly string[]): Promise<string[]>;
}

/** An expected failure of a command. Only its message is printed. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AdminError";
  }
}
