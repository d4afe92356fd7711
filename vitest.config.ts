import { defineConfig } from "vitest/config";

// `server-only` throws in plain Node, where tests run; its own empty half is what a server bundle gets.
const alias = { "server-only": "server-only/empty.js" };

export default defineConfig({
  test: {
    // Vitest leaves one processor free, of two as of many.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,components,server,scripts,sdk}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.ts"],
          // Most files take longer to load than to run, and none changes a module that another uses.
          isolate: false,
          // A limit for what hangs, which a busy machine does not reach.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["{lib,server}/**/*.int.test.ts"],
          // Some need a server. Others meet no database, or the embedded one alone, and would only repeat themselves on a server.
          exclude: [
            process.env.TEST_DATABASE_URL === undefined ? "**/*.server.int.test.ts" : "**/*.once.int.test.ts",
          ],
          globalSetup: "lib/testing/database-template.ts",
          // Every file starts with a database of its own.
          hookTimeout: 60_000,
          testTimeout: 30_000,
        },
      },
    ],
  },
});
