// Proof: the instructions of deploy/docker/Dockerfile run in a plain Debian, and give a container without privileges, whose root
// file system is read-only and whose network reaches nothing. From nothing to the first verified key it takes at most 30 s. No
// write outside the volume succeeds, and nothing needs one. SIGTERM ends it within 10 s, and the data is there afterwards. There
// is no container engine: `unshare` and `chroot` do its part. Needs root and Debian's mmdebstrap.
// `npm run prove -- image`
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readSetUpCode } from "#e2e/support/servers/console-process.ts";
import { buildImage } from "../../deploy/image/build-image.ts";
import { type Container, runContainer } from "../../deploy/image/run-container.ts";
import { createArchive } from "../../release/create-archive.ts";
import { findProgram, installSystemPackage } from "../../test/system-packages.ts";

const origin = "http://127.0.0.1:3000";
const maxSeconds = 30;
const maxStopSeconds = 10;
/** Each check starts a program, which would slow the start down if it happened all the time. */
const healthIntervalMs = 500;

/** As a container engine does with HEALTHCHECK. */
async function waitUntilHealthy(container: Container, healthCheck: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    if (container.run(healthCheck).status === 0) return;
    await wait(healthIntervalMs);
  }
  throw new Error(`the container did not become healthy:\n${container.readOutput()}`);
}

const folder = await mkdtemp(join(tmpdir(), "image-"));
try {
  if (findProgram(["mmdebstrap"]) === null) {
    await installSystemPackage("mmdebstrap", AbortSignal.timeout(120_000));
  }
  const archive = await createArchive({
    buildDirectory: process.env.NEXT_DIST_DIR ?? ".next",
    build: { commit: null, commitDate: null },
    folder: join(folder, "context", "release"),
  });
  console.log(
    `archive: ${Math.round(archive.bytes / 1e6)} MB, unpacked ${Math.round(archive.unpackedBytes / 1e6)} MB`,
  );
  assert.ok(archive.bytes <= 150_000_000);
  const dockerfile = await readFile("deploy/docker/Dockerfile", "utf8");
  const image = buildImage(dockerfile, join(folder, "context"), join(folder, "image"));

  const startedAtMs = Date.now();
  const container = await runContainer(image, join(folder, "volumes"));
  try {
    await waitUntilHealthy(container, image.healthCheck);
    const readySeconds = (Date.now() - startedAtMs) / 1000;
    const setUpCode = await readSetUpCode(container);
    const first = [process.execPath, "scripts/deploy/image/create-first-key.ts", origin, setUpCode];
    const [key = "", verifiedAtMs] = container.callFromItsNetwork(first).trim().split(" ");
    const seconds = (Number(verifiedAtMs) - startedAtMs) / 1000;
    console.log(
      `ready after ${readySeconds.toFixed(1)} s, first key ${key} verified after ${seconds.toFixed(1)} s`,
    );

    assert.equal(container.run(["id", "-u"]).output.trim(), "10001");
    for (const place of [
      "/",
      "/tmp",
      "/opt/byteengine",
      "/opt/byteengine/.next",
      "/etc",
      "/var/tmp",
      "/dev",
    ]) {
      assert.notEqual(container.run(["touch", `${place}/written`]).status, 0, `${place} can be written`);
    }
    assert.equal(container.run(["touch", "/data/written"]).status, 0);
    const reached = container.run([
      "/opt/byteengine/node/bin/node",
      "-e",
      "await fetch('https://example.com')",
    ]);
    assert.notEqual(reached.status, 0, "the network reaches others");

    const stopped = await container.stop();
    console.log(`SIGTERM: ended after ${stopped.seconds.toFixed(1)} s with exit code ${stopped.exitCode}`);
    assert.equal(stopped.exitCode, 0, container.readOutput());
    assert.ok(stopped.seconds <= maxStopSeconds);
    const problems = container.readOutput().match(/^.*(?:"level":"(?:warn|error)"|EROFS|EACCES).*$/gm) ?? [];
    assert.deepEqual(problems, []);
    assert.ok(seconds <= maxSeconds, `it took more than ${maxSeconds} s`);
  } finally {
    container.kill();
  }

  const again = await runContainer(image, join(folder, "volumes"));
  try {
    await waitUntilHealthy(again, image.healthCheck);
    assert.doesNotMatch(again.readOutput(), /no account yet/);
    console.log("started again with the same volume: the account is there");
    await again.stop();
  } finally {
    again.kill();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
