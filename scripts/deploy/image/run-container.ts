import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Image } from "./build-image.ts";

export interface Container {
  /** Everything it has printed. */
  readOutput: () => string;
  /** Runs a program of the image in it, as its user. */
  run: (words: readonly string[]) => { status: number | null; output: string };
  /** Runs a program of this machine that can reach only the container's network. */
  callFromItsNetwork: (words: readonly string[]) => string;
  /** Sends the image's stop signal. */
  stop: () => Promise<{ exitCode: number | null; seconds: number }>;
  kill: () => void;
}

// The image's file system, read-only, with its volumes and the devices that every container has. The program replaces the
// shell, so it is process 1.
const prepare = `
set -eu
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
for volume in $VOLUMES; do mount --bind "$VOLUME_FOLDER$volume" "$ROOT$volume"; done
mount -t proc proc "$ROOT/proc"
mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
for device in null zero random urandom; do touch "$ROOT/dev/$device"; mount --bind "/dev/$device" "$ROOT/dev/$device"; done
mount -o remount,bind,ro "$ROOT"
mount -o remount,ro "$ROOT/dev"
ip link set lo up
exec chroot --userspec="$USER_AND_GROUP" "$ROOT" "$@"
`;

/** Starts a container: its own processes, mounts and network, which reaches nothing. Needs root. */
export async function runContainer(image: Image, volumeFolder: string): Promise<Container> {
  const [user = 0, group = 0] = image.user.split(":").map(Number);
  for (const volume of image.volumes) {
    const folder = join(volumeFolder, volume);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, user, group);
  }
  const variables = Object.entries(image.environment).map(([name, value]) => `${name}=${value}`);
  const inside = ["env", "--ignore-environment", `--chdir=${image.workingDirectory}`, ...variables];
  const child = spawn(
    "unshare",
    [
      ...["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"],
      ...["sh", "-c", prepare, "sh", ...inside, ...image.command],
    ],
    {
      env: {
        ...process.env,
        ROOT: image.root,
        VOLUMES: image.volumes.join(" "),
        VOLUME_FOLDER: volumeFolder,
        USER_AND_GROUP: image.user,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const id = String(await findFirstProcess(child));
  const enter = (words: readonly string[]) => [`--target=${id}`, ...words];
  return {
    readOutput: () => output,
    run: (words) => {
      const { status, stdout, stderr } = spawnSync(
        "nsenter",
        enter([
          "--mount",
          "--pid",
          "--net",
          "--root",
          "--wd",
          `--setuid=${user}`,
          `--setgid=${group}`,
          ...inside,
          ...words,
        ]),
        { encoding: "utf8" },
      );
      return { status, output: `${stdout}${stderr}` };
    },
    callFromItsNetwork: (words) => execFileSync("nsenter", enter(["--net", ...words]), { encoding: "utf8" }),
    stop: async () => {
      const startedAt = performance.now();
      const exit = once(child, "exit");
      process.kill(Number(id), image.stopSignal);
      const [exitCode] = await exit;
      return { exitCode, seconds: (performance.now() - startedAt) / 1000 };
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/** The process that is number 1 in the container. */
async function findFirstProcess(child: ChildProcess): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    if (children !== "") return Number(children.split(" ")[0]);
    await wait(20);
  }
  throw new Error("the container did not start");
}
