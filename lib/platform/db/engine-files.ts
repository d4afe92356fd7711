/** One of the two parts of a copy that need the engine. */
export interface CopyPart {
  /** The checkpoint that the copy begins with. Null if there was another one since then, so that the copy is useless. */
  checkpoint: string | null;
  /** For how long writes waited. */
  pausedMs: number;
}

/** How the files of a running embedded database are copied: begin, `copyWhileRunning`, finish (embedded/engine-copy.ts). */
export interface EngineFiles {
  /** Where they are. */
  directory: string;
  /** A new name for a copy beside them. If it is left there, the next start removes it. */
  chooseCopy: () => string;
  begin: (to: string) => Promise<CopyPart>;
  finish: (to: string, checkpoint: string) => Promise<CopyPart>;
}
