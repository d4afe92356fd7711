import { existsSync } from "node:fs";
import { join } from "node:path";
import { type MovedDatabase, moveDatabase } from "#lib/backup/move/move-database.ts";
import type { MoveTarget } from "#lib/backup/move/move-ends.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { getMovedFile } from "#lib/platform/db/open/move-marks.ts";
import { parseDatabaseAddress } from "#lib/platform/settings/addresses/database-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import {
  AdminError,
  type AdminInput,
  AdminUsageError,
  type SettingsCommand,
} from "../command/admin-command.ts";

/** Moves between the two engines. */
export const move: SettingsCommand = {
  needs: "settings",
  parameters: "",
  summary: "Moves everything to a PostgreSQL server, or back, while no console is running",
  options: {
    to: { value: "TARGET", summary: "postgresql://USER@HOST/DATABASE without a password, or embedded" },
    password: { value: null, summary: "Reads the password of the server from the standard input" },
  },
  readsStandardInput: ["password"],
  run: async ({ config, logger }, input) => {
    const { to, shownTarget } = chooseTarget(input);
    const startedAtMs = performance.now();
    const moved = await moveDatabase({
      config,
      logger,
      to,
      shownTarget,
      signal: input.signal,
      report: input.report,
    });
    const seconds = (performance.now() - startedAtMs) / 1000;
    return {
      lines: [
        `Moved ${countOf(moved.rows, "row")} to ${shownTarget} in ${seconds.toFixed(1)} s. Every row is the same.`,
        ...describeAudit(moved),
        ...(to === "embedded" ? describeServerSource(config) : describeNextSettings(config, shownTarget)),
      ],
      data: {
        target: shownTarget,
        rows: moved.rows,
        copied: moved.copied,
        seconds,
        problems: moved.brokenChains,
      },
      isFine: moved.brokenChains.length === 0,
    };
  },
};

/** The address with the password, and as it was typed. */
export function chooseTarget({
  options: { to, password },
  standardInput,
}: Pick<AdminInput, "options" | "standardInput">): { to: MoveTarget; shownTarget: string } {
  if (typeof to !== "string") throw new AdminUsageError("Say where to with --to.");
  if (to === "embedded") {
    if (password !== undefined) throw new AdminUsageError("--password is for --to postgresql://...");
    return { to, shownTarget: "DATA_DIR" };
  }
  const problem = parseDatabaseAddress(to);
  if (typeof problem === "string") throw new AdminUsageError(`--to ${problem}, or embedded.`);
  const [, user] = /^[a-z]+:\/\/([^@/?#]*)@/.exec(to) ?? [];
  if (user?.includes(":") === true || /[?&]password=/.test(to)) {
    throw new AdminUsageError(
      "Other users of this machine can see a password in the address. Leave it out, and use --password, PGPASSWORD or ~/.pgpass.",
    );
  }
  if (password === undefined) return { to: { url: to }, shownTarget: to };
  if (user === undefined || user === "") throw new AdminUsageError("--password needs a user in the address.");
  if (standardInput === "")
    throw new AdminError("Type the password, or redirect it to the standard input. It is empty.");
  return { to: { url: to.replace("@", `:${encodeURIComponent(standardInput)}@`) }, shownTarget: to };
}

function describeAudit({ brokenChains }: MovedDatabase): string[] {
  if (brokenChains.length === 0) return ["The audit log is intact."];
  return [...brokenChains, "It is the same in the source: nothing was lost by moving."];
}

function describeServerSource({ dataDirectory }: Config): string[] {
  return [
    "The database on the server is unchanged. Don't start a console with its DATABASE_URL again: it would continue with old data.",
    `Before you start the console, remove DATABASE_URL from its settings. Keep SESSION_SECRET and AUDIT_SECRET, and DATA_DIR=${dataDirectory}.`,
  ];
}

function describeNextSettings(config: Config, shownTarget: string): string[] {
  const { dataDirectory } = config;
  return [
    "Before you start the console, change its settings:",
    `  DATABASE_URL=${shownTarget} (with the password)`,
    config.sessionSecrets === undefined
      ? `  ${describeSecret(dataDirectory, "SESSION_SECRET", "session-secret")}`
      : "  SESSION_SECRET as it is",
    config.auditSecrets === undefined
      ? `  ${describeSecret(dataDirectory, "AUDIT_SECRET", "audit-secret")}`
      : "  AUDIT_SECRET as it is",
    `A console no longer starts on the database in DATA_DIR. To use it again as it was before the move, delete the file ${getMovedFile(dataDirectory)}.`,
  ];
}

/** Names the files: a terminal keeps what it shows. */
function describeSecret(dataDirectory: string, setting: string, name: string): string {
  const file = join(dataDirectory, name);
  const previous = `${file}-previous`;
  if (!existsSync(previous)) return `${setting}_FILE=${file}`;
  return `${setting}="$(cat ${file} ${previous} | paste -sd,)", the current and the previous secrets`;
}
