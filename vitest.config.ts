import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// `server-only` throws in plain Node, where tests run; server bundles use its empty version.
const empty = fileURLToPath(new URL("node_modules/server-only/empty.js", import.meta.url));
const alias = { "server-only": empty };

/** Integration tests compute many password hashes. Processes that they start have the product's parameters. */
const cheapPasswords = {
  "#lib/auth/credentials/password-cost.ts": fileURLToPath(
    new URL("e2e/support/database/cheap-password-cost.ts", import.meta.url),
  ),
};

const integrationTests = "{lib,server,e2e/support}/**/*.int.test.ts";
/** What `npm test` runs on the embedded engine. The kinds of tests are in docs/architecture.md. */
const embeddedTests = "{lib,server,e2e/support}/**/*.{both,once}.int.test.ts";
const longTests = "lib/**/*.long.int.test.ts";

/** Files that mostly wait, for time limits or for processes that they start. */
const waiting = [
  "open-wedged-server.once",
  "follow-changes.both",
  "start-embedded.once",
  "admin-process.once",
  "busy.both",
  "cached-records.server",
  "redis-link.once",
  "check-notifications.server",
  "check-connection.once",
  "scheduled-backups.server",
  "main.once",
  "fleet.server",
].map((name) => `${name}.int.test.ts`);

/** By default the largest files come first: those that wait are small, and would run alone at the end. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWaiting = ({ moduleId }: TestSpecification) => waiting.includes(basename(moduleId));
    const sorted = await super.sort(files);
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))];
  }
}

/** Vitest's limit of one second is too short for a busy machine. */
const expectations = { poll: { timeout: 15_000 } };

const integration = {
  expect: expectations,
  // While one waits, the others keep the processors busy.
  maxWorkers: availableParallelism() + 1,
  globalSetup: "e2e/support/database/database-template.ts",
  isolate: false,
  // Every file starts with its own database.
  hookTimeout: 60_000,
  testTimeout: 90_000,
};

export default defineConfig({
  test: {
    // By default Vitest leaves one processor idle, even if there are only two.
    maxWorkers: "100%",
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,components,server,scripts,sdk,e2e/support}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.ts"],
          // Most files take longer to load than to run, and none changes a module that another uses.
          isolate: false,
          expect: expectations,
          // Limits for tests that hang, which a busy machine does not reach.
          hookTimeout: 30_000,
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias: { ...alias, ...cheapPasswords } },
        test: {
          name: "integration",
          include: [integrationTests],
          // Some tests need a server. Others use no database, or only the embedded one, and would only be
          // repeated on a server. By hand and without a server, the rest runs on the embedded engine.
          exclude: [
            longTests,
            process.env.TEST_DATABASE_URL === undefined ? "**/*.server.int.test.ts" : "**/*.once.int.test.ts",
          ],
          ...integration,
        },
      },
      {
        resolve: { alias: { ...alias, ...cheapPasswords } },
        test: {
          name: "embedded",
          include: [embeddedTests],
          ...integration,
          // Optimizing the engine takes longer than what the tests gain from it.
          execArgv: ["--liftoff-only"],
        },
      },
      {
        resolve: { alias: { ...alias, ...cheapPasswords } },
        // `npm run prove -- long-tests`
        test: { name: "long", include: [longTests], ...integration },
      },
    ],
  },
});
