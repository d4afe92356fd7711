import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slug } from "github-slugger";
import { expect, onTestFinished, test } from "vitest";

const promtool = process.env.TEST_PROMTOOL ?? "promtool";
const folder = "deploy/prometheus";
const alerts = readFileSync(`${folder}/alerts.yml`, "utf8");
const dashboard = readFileSync("deploy/grafana/byteengine.json", "utf8");
const guide = readFileSync("docs/monitoring.md", "utf8");

const documented = new Set(
  [...guide.matchAll(/^\| (`(?:byteengine|process)_.*?) \| /gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([a-z0-9_]+)/g)].map(([, name]) => name ?? ""),
  ),
);

/** Metrics in queries, without the ends that a histogram's series have. */
function listMetrics(text: string): string[] {
  const names = text.match(/\b(?:byteengine|process)_[a-z0-9_]+/g) ?? [];
  return names.map((name) => name.replace(/(_seconds)_(?:bucket|count|sum)$/, "$1"));
}

function listAlerts(): string[] {
  return [...alerts.matchAll(/^ {6}- alert: (\w+)$/gm)].map(([, name]) => name ?? "");
}

test("promtool accepts the alerts, also with the address that the guide's command sets", () => {
  const place = mkdtempSync(join(tmpdir(), "alerts-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  writeFileSync(join(place, "alerts.yml"), alerts);
  const [, commands = ""] = /## Alerts[\s\S]*?```bash\n([\s\S]*?)```/.exec(guide) ?? [];
  const { status, stdout, stderr } = spawnSync("sh", ["-ec", commands.replace("promtool", promtool)], {
    cwd: place,
    env: { ...process.env, PUBLIC_URL: "https://keys.example.org" },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(`SUCCESS: ${listAlerts().length} rules found`);
  expect(readFileSync(join(place, "alerts.yml"), "utf8")).toContain(
    "https://keys.example.org/docs/runbooks#",
  );
});

test("promtool accepts the guide's settings for Prometheus", () => {
  const place = mkdtempSync(join(tmpdir(), "prometheus-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const samples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, sample = ""]) => sample);
  expect(samples).toHaveLength(2);
  writeFileSync(join(place, "prometheus.yml"), samples.join(""));
  const { status, stderr } = spawnSync(promtool, ["check", "config", "--syntax-only", "prometheus.yml"], {
    cwd: place,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("each alert fires and stays quiet as its tests say, and each has a test", () => {
  const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "alerts.test.yml"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
  const tested = readFileSync(`${folder}/alerts.test.yml`, "utf8");
  for (const name of listAlerts()) expect(tested).toContain(`name: ${name} fires`);
});

test("each alert is fired by a drill", () => {
  const drills = ["alerts", "alerts-of-one-machine"].map((name) =>
    readFileSync(`scripts/prove/operations/${name}.ts`, "utf8"),
  );
  const fired = drills.join("\n").match(/"ByteEngine\w+"/g) ?? [];
  expect([...new Set(fired)].sort()).toEqual(
    listAlerts()
      .map((name) => `"${name}"`)
      .sort(),
  );
});

test("each alert has a runbook with the same heading, and each runbook an alert", () => {
  const headings = [...readFileSync("docs/runbooks.md", "utf8").matchAll(/^## (\w+)$/gm)].map(
    ([, name]) => name ?? "",
  );
  expect(headings).toEqual(listAlerts());
  const links = [...alerts.matchAll(/runbook_url: \S+#(\S+)$/gm)].map(([, id]) => id);
  expect(links).toEqual(headings.map((name) => slug(name)));
});

test("alerts, dashboard and runbooks use only metrics that exist", () => {
  const used = [alerts, dashboard, readFileSync("docs/runbooks.md", "utf8")].flatMap(listMetrics);
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((name) => !documented.has(name))).toEqual([]);
});

test("the dashboard has the form that Grafana imports, and every panel a query", () => {
  const { panels, schemaVersion, uid } = JSON.parse(dashboard);
  expect({ schemaVersion, uid }).toEqual({ schemaVersion: 39, uid: "byteengine" });
  const ids = panels.map(({ id }: { id: number }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, targets, gridPos } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    if (type !== "row") expect(targets.every(({ expr }: { expr: string }) => expr.length > 0)).toBe(true);
  }
});
