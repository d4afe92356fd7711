import { countOf } from "#lib/domain/common/count-of.ts";
import type { Check, CheckState } from "#lib/domain/instance/checks/check.ts";
import { listChecks } from "#lib/domain/instance/checks/list-checks.ts";
import type { InstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { hasRuntime } from "#lib/platform/runtime/runtime.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { listSettings, type Setting } from "#lib/platform/settings/list-settings.ts";
import { gatherFacts } from "#lib/services/instance/state/gather-facts.ts";
import {
  type AdminInput,
  type AdminResult,
  AdminUsageError,
  type DatabaseCommand,
} from "../command/admin-command.ts";
import { formatTable } from "../command/format-table.ts";

const options = {
  url: { value: "URL", summary: "The address whose proxies are checked, instead of PUBLIC_URL" },
};

/** Throws AdminUsageError for anything but the address of a website. */
function readUrl(config: Config, option: string | true | undefined): string {
  if (typeof option !== "string") return getConsoleAddress(config);
  const url = URL.parse(option);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AdminUsageError("--url must be an address such as https://console.example.com.");
  }
  return url.origin;
}

/** Whether this process serves. Otherwise it is the command line's. */
const isServing = hasRuntime;

type Parts = Pick<Parameters<typeof gatherFacts>[0], "config" | "database" | "databaseProblem" | "secrets">;

async function examine(parts: Parts, input: AdminInput, isShort: boolean): Promise<AdminResult> {
  const url = readUrl(parts.config, input.options.url);
  const facts = await gatherFacts({ ...parts, url, isRunning: isServing() });
  const checks = listChecks(facts);
  const settings = listSettings(parts.config.dataDirectory);
  const shown = isShort ? checks.filter(({ name, state }) => state !== "ok" || name === "Console") : checks;
  return {
    lines: [
      ...formatChecks(shown),
      ...(isShort ? [] : ["", "Settings:", ...formatSettings(settings)]),
      "",
      summarize(checks),
    ],
    data: isShort ? { checks } : { checks, facts, settings },
    isFine: checks.every(({ state }) => state !== "problem"),
  };
}

function formatChecks(checks: readonly Check[]): string[] {
  return formatTable(checks.map(({ name, state, text }) => [state, name, text]));
}

const sources: Readonly<Record<Setting["source"], string>> = {
  environment: "set",
  file: "in a file",
  data_directory: "in a file in DATA_DIR",
  default: "default",
  not_set: "not set",
};

function formatSettings(settings: readonly Setting[]): string[] {
  return formatTable(
    settings.map(({ name, value, isSecret, source }) => [
      `  ${name}`,
      sources[source],
      isSecret && source === "environment" ? "(not shown)" : (value ?? ""),
    ]),
  );
}

function summarize(checks: readonly Check[]): string {
  const count = (wanted: CheckState) => checks.filter(({ state }) => state === wanted).length;
  const [problems, warnings, unknown] = [count("problem"), count("warning"), count("unknown")];
  const counts = `${countOf(problems, "problem")}, ${countOf(warnings, "warning")}, ${unknown} unknown, ${count("ok")} ok.`;
  return problems > 0 ? `${counts} Start with the first problem.` : counts;
}

function createExamination(summary: string, isShort: boolean): DatabaseCommand {
  return {
    needs: "database",
    acceptsAnySecrets: true,
    parameters: "",
    summary,
    options,
    run: ({ config, database, secrets }, input) =>
      examine({ config, database, databaseProblem: null, secrets }, input, isShort),
    runWithoutDatabase: ({ config }, input, databaseProblem) =>
      examine({ config, database: null, databaseProblem, secrets: findSecrets(config) }, input, isShort),
  };
}

/** Only those that are set: without the database, no file is created. */
function findSecrets({ sessionSecrets, auditSecrets }: Config): InstanceSecrets | null {
  if (sessionSecrets === undefined || auditSecrets === undefined) return null;
  return { session: sessionSecrets, audit: auditSecrets };
}

export const doctor = createExamination("Checks the whole installation and says what to do", false);

export const status = createExamination("Shows only what needs attention", true);
