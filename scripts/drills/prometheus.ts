import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { findProgram } from "../test/system-packages.ts";

export const drillMetricsToken = "metrics-token-of-a-drill";

/** A real Prometheus with the rules of deploy/prometheus/alerts.yml. */
export interface Prometheus {
  /** Names of alerts. */
  listFiring(): Promise<string[]>;
  stop(): Promise<void>;
}

interface Firing {
  labels: { alertname: string };
  state: string;
}

/** Waiting times of the rules are shortened to seconds, and with `replacements` also thresholds. */
async function readRules(replacements: Record<string, string>): Promise<string> {
  const rules = await readFile("deploy/prometheus/alerts.yml", "utf8");
  const shortened = rules.replaceAll(/for: \w+/g, "for: 2s").replaceAll(/\[\d+[mh]\]/g, "[15s]");
  return Object.entries(replacements).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no rule contains ${from}`);
    return text.replace(from, to);
  }, shortened);
}

/** Starts it with the console at this origin as its only target. */
export async function startPrometheus(
  origin: string,
  replacements: Record<string, string> = {},
): Promise<Prometheus> {
  const program = findProgram(["prometheus"]);
  if (program === null) throw new Error("Prometheus is not installed");
  const directory = await mkdtemp(join(tmpdir(), "alerts-"));
  await writeFile(join(directory, "alerts.yml"), await readRules(replacements));
  await writeFile(
    join(directory, "prometheus.yml"),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml]
scrape_configs:
  - job_name: byteengine
    authorization: { credentials: ${drillMetricsToken} }
    static_configs: [{ targets: ["${new URL(origin).host}"] }]
`,
  );
  const port = await findFreePort();
  const parameters = [
    `--config.file=${directory}/prometheus.yml`,
    `--storage.tsdb.path=${directory}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn(program, parameters, { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  return {
    listFiring: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`).catch(() => null);
      if (response === null) return [];
      const body: { data: { alerts: Firing[] } } = JSON.parse(await response.text());
      const firing = body.data.alerts.filter(({ state }) => state === "firing");
      return [...new Set(firing.map(({ labels }) => labels.alertname))].sort();
    },
    stop: async () => {
      const exit = once(child, "exit");
      child.kill();
      await exit;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
