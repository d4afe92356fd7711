import { spawnSync } from "node:child_process";
import { startPostgres } from "./test/postgres-server.ts";
const server = await startPostgres(new AbortController().signal);
const r = spawnSync(process.execPath, process.argv.slice(2), { stdio: "inherit", env: { ...process.env, TEST_DATABASE_URL: server.url } });
await server.stop();
process.exitCode = r.status ?? 1;
