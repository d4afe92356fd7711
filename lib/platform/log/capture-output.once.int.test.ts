import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const program = `
import { Worker } from "node:worker_threads";
import { captureOutput } from "./lib/platform/log/capture-output.ts";
import { createProcessLogger } from "./lib/platform/log/process-logger.ts";
const logger = createProcessLogger({ logLevel: "info", port: 3000 }, "verifier");
captureOutput(logger);
console.log("a %s with", "line", { details: 1 });
console.error("\\u001b[31mred\\u001b[0m", new TypeError("wrong"));
process.stdout.write("two\\nlines\\n");
process.stderr.write("Bearer be_0123456789abcdefghij\\n");
process.emitWarning("this will change", "DeprecationWarning");
await new Promise((resolve) => process.stdout.write("", resolve));
new Worker("console.log('from a thread')", { eval: true });
`;

test("everything that is printed becomes one JSON line with its source, also warnings and threads", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: join(import.meta.dirname, "../../.."),
    encoding: "utf8",
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const line of lines) {
    expect(line).toMatchObject({ process: "verifier", instance: expect.stringMatching(/:3000$/) });
    expect(line).toMatchObject({ version: expect.any(String), time: expect.any(String) });
  }
  expect(lines).toMatchObject([
    { level: "info", msg: "a line with { details: 1 }" },
    { level: "error", msg: "red", err: { type: "TypeError", message: "wrong" } },
    { level: "info", msg: "two\nlines" },
    { level: "warn", msg: "Bearer [redacted]" },
    {
      level: "warn",
      msg: "Node.js warning",
      err: { type: "DeprecationWarning", message: "this will change" },
    },
    { level: "info", msg: "from a thread" },
  ]);
});
