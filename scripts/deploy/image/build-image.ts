import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { repository } from "../../launch/repository.mjs";
import { type Instruction, parseDockerfile, parseVariables, parseWords, type Stage } from "./dockerfile.ts";

/** What a container of the image starts with. */
export interface Image {
  root: string;
  environment: Record<string, string>;
  workingDirectory: string;
  /** `uid:gid`. */
  user: string;
  volumes: string[];
  stopSignal: NodeJS.Signals;
  healthCheck: string[];
  command: string[];
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Base images that can be replaced here, and the release of Debian that each contains. */
const debianReleases: Readonly<Record<string, string>> = { "debian:bookworm-slim": "bookworm" };

/** The minimal system of a Debian release as an archive, from Debian's own packages. It is kept for the next run. */
function downloadBase(base: string): string {
  const release = debianReleases[base];
  if (release === undefined) throw new Error(`There is no replacement for the base image ${base}`);
  const file = join(repository, ".cache", `debian-${release}.tar`);
  if (existsSync(file)) return file;
  mkdirSync(join(repository, ".cache"), { recursive: true });
  execFileSync("mmdebstrap", ["--variant=minbase", "--mode=root", release, `${file}.partial.tar`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  renameSync(`${file}.partial.tar`, file);
  return file;
}

/**
 * Runs the instructions of a Dockerfile in folders, one for each stage, and describes the last. Needs root. `context` contains
 * only what `.dockerignore` leaves.
 */
export function buildImage(dockerfile: string, context: string, folder: string): Image {
  const roots = new Map<string, string>();
  let image: Image | null = null;
  for (const [index, stage] of parseDockerfile(dockerfile).entries()) {
    image = buildStage(stage, { context, roots, root: join(folder, `stage-${index}`) });
    if (stage.name !== null) roots.set(stage.name, image.root);
  }
  if (image === null) throw new Error("The Dockerfile is empty");
  return image;
}

interface Surroundings {
  context: string;
  /** The folders of the earlier stages that have names. */
  roots: ReadonlyMap<string, string>;
  root: string;
}

function buildStage(stage: Stage, surroundings: Surroundings): Image {
  const { root } = surroundings;
  mkdirSync(root, { recursive: true });
  execFileSync("tar", ["--extract", `--file=${downloadBase(stage.base)}`, `--directory=${root}`]);
  const image: Image = {
    root,
    environment: { PATH: path },
    workingDirectory: "/",
    user: "0:0",
    volumes: [],
    stopSignal: "SIGTERM",
    healthCheck: [],
    command: [],
  };
  const state = { entrypoint: [] as string[], command: [] as string[] };
  for (const instruction of stage.instructions) apply(instruction, image, state, surroundings);
  return { ...image, command: [...state.entrypoint, ...state.command] };
}

function apply(
  { name, text }: Instruction,
  image: Image,
  state: { entrypoint: string[]; command: string[] },
  surroundings: Surroundings,
): void {
  switch (name) {
    case "RUN":
      runInRoot(image, text);
      return;
    case "COPY":
      copyInto(image, text, surroundings);
      return;
    case "WORKDIR":
      image.workingDirectory = text;
      mkdirSync(join(image.root, text), { recursive: true });
      return;
    case "ENV":
      Object.assign(image.environment, parseVariables(text));
      return;
    case "USER":
      image.user = text;
      return;
    case "VOLUME":
      image.volumes.push(text);
      return;
    case "STOPSIGNAL":
      if (text !== "SIGTERM") throw new Error(`Not the signal that stops the console: ${text}`);
      return;
    case "HEALTHCHECK":
      image.healthCheck = parseWords(text.slice(text.indexOf("CMD ") + 4));
      return;
    case "ENTRYPOINT":
      state.entrypoint = parseWords(text);
      return;
    case "CMD":
      state.command = parseWords(text);
      return;
    case "EXPOSE":
    case "FROM":
      return;
  }
}

function runInRoot({ root, environment, workingDirectory, user }: Image, command: string): void {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const inside = ["env", "--ignore-environment", `--chdir=${workingDirectory}`, ...variables];
  execFileSync("chroot", [`--userspec=${user}`, root, ...inside, "/bin/sh", "-c", command], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function copyInto({ root, workingDirectory }: Image, text: string, { context, roots }: Surroundings): void {
  const [, stageName, from = "", to = ""] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text) ?? [];
  const source = stageName === undefined ? context : roots.get(stageName);
  if (source === undefined || from === "") throw new Error(`Not a copy that can be made: ${text}`);
  const target = join(root, isAbsolute(to) ? to : join(workingDirectory, to));
  mkdirSync(target, { recursive: true });
  // As Docker does: the contents of a folder, and no links to what is outside.
  execFileSync("cp", ["--archive", `${join(source, from)}/.`, target]);
}
