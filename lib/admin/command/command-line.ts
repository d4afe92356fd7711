import { parseArgs } from "node:util";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { type AdminCommand, type AdminInput, AdminUsageError } from "./admin-command.ts";

export interface ParsedCommand {
  name: string;
  command: AdminCommand;
  input: Pick<AdminInput, "parameters" | "options">;
  /** Whether the answer is printed as JSON. */
  isJson: boolean;
}

type Commands = Readonly<Record<string, AdminCommand>>;

/** Throws AdminUsageError if the words name no command, or don't match it. */
export function parseCommandLine(commands: Commands, words: readonly string[]): ParsedCommand {
  const found = findCommand(commands, words);
  if (found === null) throw new AdminUsageError(describeCommands(commands).join("\n"));
  const { name, command } = found;
  const { values, positionals } = parseWords(found);
  const { json: isJson = false, ...options } = values;
  const placeholders = command.parameters.split(" ").filter((word) => word !== "");
  const required = placeholders.filter((word) => !word.startsWith("["));
  if (positionals.length < required.length || positionals.length > placeholders.length) {
    throw new AdminUsageError(describeUsage(name, command));
  }
  return {
    name,
    command,
    input: { parameters: positionals, options: keepGiven(options) },
    isJson: isJson === true,
  };
}

interface FoundCommand {
  name: string;
  command: AdminCommand;
  rest: string[];
}

/** Names have one or two words. */
function findCommand(commands: Commands, words: readonly string[]): FoundCommand | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command !== undefined) return { name, command, rest: words.slice(length) };
  }
  return null;
}

function parseWords({ name, command, rest }: FoundCommand) {
  const options = Object.entries(command.options ?? {}).map(
    ([option, { value }]) => [option, { type: value === null ? "boolean" : "string" }] as const,
  );
  try {
    return parseArgs({
      args: rest,
      options: { json: { type: "boolean" }, ...Object.fromEntries(options) },
      allowPositionals: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? `${error.message}\n` : "";
    throw new AdminUsageError(`${reason}${describeUsage(name, command)}`);
  }
}

function keepGiven(values: Readonly<Record<string, string | boolean | undefined>>) {
  const given: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "string" || value === true) given[name] = value;
  }
  return given;
}

function describeUsage(name: string, command: AdminCommand): string {
  const options = Object.entries(command.options ?? {});
  const width = Math.max(0, ...options.map(([option, { value }]) => describeOption(option, value).length));
  return [
    `Usage: ${getAdminProgram()} ${describeCall(name, command)}`,
    ...options.map(
      ([option, { value, summary }]) => `  ${describeOption(option, value).padEnd(width)}  ${summary}`,
    ),
  ].join("\n");
}

function describeCall(name: string, { parameters, options = {} }: AdminCommand): string {
  return [name, parameters, Object.keys(options).length > 0 ? "[OPTIONS]" : ""]
    .filter((part) => part !== "")
    .join(" ");
}

function describeOption(name: string, value: string | null): string {
  return value === null ? `--${name}` : `--${name} ${value}`;
}

/** The help: every command in one line. */
export function describeCommands(commands: Commands): string[] {
  const rows = Object.entries(commands).map(([name, command]) => ({
    call: describeCall(name, command),
    summary: command.summary,
  }));
  const width = Math.max(...rows.map(({ call }) => call.length));
  return [
    `Usage: ${getAdminProgram()} COMMAND [--json]`,
    "",
    ...rows.map(({ call, summary }) => `  ${call.padEnd(width)}  ${summary}`),
  ];
}
