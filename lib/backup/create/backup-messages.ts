import type { BackupHeader, BackupSecrets } from "#lib/backup/format/backup-lines.ts";
import type { Encryption } from "#lib/backup/format/encryption.ts";
import type { Progress } from "./write-rows.ts";

// What the console and the process that writes a backup send each other. Both run the same version.

/** The first message: what to do. It is not in the parameters of the process, because it contains secrets. */
export interface BackupTask {
  task: {
    /** A server, or a running embedded database whose files are in `from`. */
    source: { url: string } | { from: string; to: string };
    file: string;
    partialFile: string;
    encryption: Encryption;
    header: BackupHeader;
    secrets: BackupSecrets | null;
    niceness: number;
  };
}

/** To the process: the copy is complete, or has to start again. */
export type CopyOutcome = "copied" | "copy again";

export type ProcessMessage =
  /** All files but the log are copied. */
  | { kind: "copied" }
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; sizeBytes: number; rows: number }
  /** `isExpected`: only the message is of interest. */
  | { kind: "failed"; message: string; isExpected: boolean };
