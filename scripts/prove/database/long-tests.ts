// Proof: the integration tests that take too long for `npm test` (`*.long.int.test.ts`), with a PostgreSQL server: the commands of
// the guide to backups as written, backups after a rotation of secrets and of the previous release, and moving between databases.
// `npm run prove -- long-tests`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { startPostgres } from "../../test/postgres-server.ts";

const server = await startPostgres(new AbortController().signal);
const vitest = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", "long"], {
  stdio: "inherit",
  env: { ...process.env, TEST_DATABASE_URL: server.url },
});
const [exitCode] = await once(vitest, "exit");
await server.stop();
process.exitCode = exitCode;
