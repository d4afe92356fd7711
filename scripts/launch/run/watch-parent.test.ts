import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const watchParent = JSON.stringify(join(import.meta.dirname, "watch-parent.mjs"));

const child = `
  import { watchParent } from ${watchParent};
  process.on("SIGTERM", () => { console.log("stopped"); process.exit(0); });
  watchParent();
  console.log("started");
  setTimeout(() => { console.log("left"); process.exit(1); }, 3000);`;

/** Starts a parent that starts the child, and returns the child's output until it ends. */
async function runAndKill(signal: NodeJS.Signals, environment: Record<string, string>): Promise<string> {
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  const parent = spawn(
    process.execPath,
    [
      "-e",
      `require("node:child_process").spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(child)}], { stdio: "inherit" });
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...inherited, ...environment } },
  );
  onTestFinished(() => {
    parent.kill("SIGKILL");
  });
  let output = "";
  parent.stdout.on("data", (chunk) => {
    output += String(chunk);
    if (String(chunk).includes("started")) parent.kill(signal);
  });
  await once(parent, "close");
  return output;
}

test.each(["SIGHUP", "SIGKILL"] as const)(
  "stops when the npm that started it is ended by %s",
  async (signal) => {
    expect(await runAndKill(signal, { npm_lifecycle_event: "start" })).toBe("started\nstopped\n");
  },
);

test("outlives a parent that is not npm", async () => {
  expect(await runAndKill("SIGKILL", {})).toBe("started\nleft\n");
});

test("npm scripts leave no shell between npm and the program, even if cmd.exe has no exec", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(scripts.start).toBe("exec node scripts/start.mjs");
  expect(scripts.dev).toMatch(/^exec node /);
  expect(readFileSync("exec.cmd", "utf8")).toContain("\n@%*\n");
});
