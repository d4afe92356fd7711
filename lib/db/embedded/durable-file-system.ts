import { fdatasyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** One open file of Emscripten's NODEFS; directories have no descriptor. */
interface NodeStream {
  nfd?: number;
}

/** What we reach of Emscripten's file system, which PGlite types only in part. */
interface EmscriptenModule {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: NodeStream) => number } } } };
}

type InitOptions = Parameters<NodeFS["init"]>[1];

/**
 * PGlite's file system on real files, whose fsync reaches the disk. PGlite's own answers fsync without doing it: a
 * power cut could lose what had been acknowledged (ADR 0003).
 */
export class DurableNodeFS extends NodeFS {
  override async init(pg: PGlite, options: InitOptions) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [...(emscriptenOpts.preRun ?? []), makeDurable];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

function makeDurable(module: unknown): void {
  asEmscriptenModule(module).FS.filesystems.NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) fdatasyncSync(stream.nfd);
    return 0;
  };
}

/** PGlite runs preRun hooks with the module itself, where NODEFS is built in. */
function asEmscriptenModule(module: unknown): EmscriptenModule {
  return module as EmscriptenModule;
}
