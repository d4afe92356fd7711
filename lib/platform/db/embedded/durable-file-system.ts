import { fdatasyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** An open file of Emscripten's NODEFS; directories have no descriptor. */
interface NodeStream {
  nfd?: number;
}

/** The parts of Emscripten's file system used here. PGlite types only some of them. */
interface EmscriptenModule {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: NodeStream) => number } } } };
}

type InitOptions = Parameters<NodeFS["init"]>[1];

/**
 * PGlite's file system on real files, with an fsync that writes to the disk. PGlite's own fsync does nothing,
 * so a power failure could lose acknowledged changes (ADR 0003).
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

/** PGlite passes the module itself to preRun hooks, and NODEFS is part of it. */
function asEmscriptenModule(module: unknown): EmscriptenModule {
  return module as EmscriptenModule;
}
