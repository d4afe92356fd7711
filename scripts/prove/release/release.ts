// Proof: the release archive is at most 150 MB, a second checkout of the same commit gives the same bytes, and it starts where
// there is neither Node nor a registry, and gives an app a token. Also checks the systemd unit and Caddy's configuration with the programs that read
// them. Takes about five minutes.
// `npm run prove -- release`
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readSamples } from "#e2e/docs/samples.ts";
import { registerAppAs, requestToken } from "#e2e/support/oauth/register-app.ts";
import { signUp } from "#e2e/support/servers/console-client.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { readCheckedOutCommit } from "#lib/platform/settings/product-version.ts";
import { repository } from "../../launch/repository.mjs";
import { archiveName, createArchive } from "../../release/create-archive.ts";
import { ensureTool } from "../../test/tools.ts";

const maxBytes = 150_000_000;
const folder = await mkdtemp(join(tmpdir(), "release-"));

/** Clones the commit elsewhere, with the same packages, and makes its archive. */
function createElsewhere(): string {
  const clone = join(folder, "elsewhere");
  execFileSync("git", ["clone", "--quiet", repository, clone]);
  execFileSync("cp", ["--archive", join(repository, "node_modules"), clone]);
  execFileSync(process.execPath, ["scripts/release/release.mjs"], {
    cwd: clone,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return join(clone, "release", `${archiveName}.tar.gz`);
}

/** The commands of the guide for the archive, of which the last starts the console. */
async function readGuide(): Promise<{ prepare: string; start: string }> {
  const code = (await readSamples("installing"))[0]?.code.trim() ?? assert.fail("the guide has no commands");
  const lines = code.split("\n");
  return { prepare: lines.slice(0, -1).join("\n"), start: lines.at(-1) ?? "" };
}

// Neither npm nor Node is on this path.
const path = "/usr/bin:/bin";

/** Tokens need packages that nothing else loads. */
async function checkTokens(origin: string): Promise<void> {
  const password = "correct horse battery staple";
  const person = await signUp(origin, { name: "Ada", email: "ada@example.com", password });
  const token = await requestToken(origin, await registerAppAs(origin, person));
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(`${origin}/v1/api/workers`, { headers });
  assert.equal(status, 200, "the token of an app was not accepted");
}

async function startWithoutNode(
  command: string,
  check: (origin: string) => Promise<void> = async () => {},
): Promise<number> {
  const port = await findFreePort();
  const startedAt = performance.now();
  const child = spawn("env", [...command.split(" ")], {
    cwd: folder,
    env: { PATH: path, NODE_ENV: "production", PORT: String(port), LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok === true;
  while (!(await isReady())) {
    assert.equal(child.exitCode, null, "the console ended");
    await wait(100);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await check(`http://127.0.0.1:${port}`);
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual((await exit)[0], 0);
  return seconds;
}

/** With the paths of programs that exist here: the verification looks for them. */
function checkUnit(): void {
  const file = "deploy/systemd/byteengine.service";
  const unit = readFileSync(file, "utf8");
  const copy = join(folder, "byteengine.service");
  writeFileSync(
    copy,
    unit.replace("/opt/byteengine/bin/byteengine", "/bin/true").replace(/^(User|Group)=.*$/gm, "$1=nobody"),
  );
  const verified = spawnSync("systemd-analyze", ["verify", copy], { encoding: "utf8" });
  assert.equal(verified.status, 0, verified.stderr);
  const rated = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=15", file], {
    encoding: "utf8",
  });
  assert.equal(rated.status, 0, rated.stdout);
  console.log(rated.stdout.trim().split("\n").at(-1));
}

try {
  const build = readCheckedOutCommit(repository) ?? { commit: null, commitDate: null };
  const buildDirectory = process.env.NEXT_DIST_DIR ?? ".next";
  const archive = await createArchive({ buildDirectory, build, folder });
  console.log(`${Math.round(archive.bytes / 1e6)} MB, SHA-256 ${archive.sha256}`);
  assert.ok(archive.bytes <= maxBytes);

  const guide = await readGuide();
  execFileSync("sh", ["-euc", guide.prepare], { cwd: folder, env: { PATH: path, NODE_ENV: "production" } });
  console.log(`first start: ${(await startWithoutNode(guide.start, checkTokens)).toFixed(1)} s`);
  console.log("an app got a token, which is accepted");
  console.log(`second start: ${(await startWithoutNode(guide.start)).toFixed(1)} s`);

  checkUnit();
  const caddy = await ensureTool("caddy", AbortSignal.timeout(120_000));
  execFileSync(caddy, ["validate", "--adapter=caddyfile", "--config=deploy/docker/Caddyfile"], {
    env: { ...process.env, CONSOLE_HOST: "console.example.com" },
    stdio: "ignore",
  });
  console.log("the systemd unit and Caddy's configuration are valid");

  assert.deepEqual(
    readFileSync(createElsewhere()),
    readFileSync(archive.file),
    "another checkout gave other bytes",
  );
  console.log("another checkout of the same commit gave the same bytes");
} finally {
  await rm(folder, { recursive: true, force: true });
}
