import { createHash, type Hash, timingSafeEqual } from "node:crypto";
import { type ChainPosition, findBreak, type StoredEvent } from "#lib/domain/audit/check-chain.ts";
import { isCheckpointSigned } from "#lib/domain/audit/checkpoint.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readSealedLine } from "./sealed-line.ts";

type VerifyRuntime = Pick<Runtime, "database" | "secrets">;

/** The result for the events of one audit log in a file. */
export interface SealedSection {
  chainId: string;
  events: number;
  firstSeq: number;
  lastSeq: number;
  /** Null: the events are exactly those of a checkpoint. */
  problem: string | null;
}

interface Progress {
  chainId: string;
  digest: Hash;
  firstSeq: bigint;
  position: ChainPosition;
  problem: string | null;
}

function start(event: StoredEvent): Progress {
  const position = { seq: event.seq - 1n, hash: event.prevHash };
  return {
    chainId: event.chainId,
    digest: createHash("sha256"),
    firstSeq: event.seq,
    position,
    problem: null,
  };
}

function add({ secrets }: VerifyRuntime, progress: Progress, event: StoredEvent, line: string): void {
  progress.digest.update(`${line}\n`);
  const reason = findBreak(secrets.audit, progress.position, event);
  // Only says where: an event whose secret is lost is proven by the checkpoint alone.
  if (reason !== null) {
    progress.problem ??= `event ${event.seq} is not the one that was written (${reason})`;
  }
  progress.position = { seq: event.seq, hash: event.hash };
}

async function finish({ database, secrets }: VerifyRuntime, progress: Progress): Promise<SealedSection> {
  const { chainId, firstSeq, position } = progress;
  const checkpoint = await database.prisma.auditCheckpoint.findFirst({
    where: { chainId, seq: position.seq, kind: "sealed" },
  });
  const digest = progress.digest.digest();
  const findProblem = (): string | null => {
    if (checkpoint?.exportDigest == null) return "no checkpoint of the database ends here";
    if (!isCheckpointSigned(secrets.audit, checkpoint))
      return "its checkpoint in the database can't be verified";
    if (timingSafeEqual(checkpoint.exportDigest, digest)) return null;
    return progress.problem ?? "the file differs from what was exported";
  };
  return {
    chainId,
    events: Number(position.seq - firstSeq + 1n),
    firstSeq: Number(firstSeq),
    lastSeq: Number(position.seq),
    problem: findProblem(),
  };
}

/** Verifies the lines of an exported file: each event, their order, and that nothing is missing since the export. */
export async function verifySealedFile(
  runtime: VerifyRuntime,
  lines: AsyncIterable<string>,
): Promise<SealedSection[]> {
  const sections: SealedSection[] = [];
  let progress: Progress | null = null;
  for await (const line of lines) {
    const event = readSealedLine(line);
    if (progress?.chainId !== event.chainId) {
      if (progress !== null) sections.push(await finish(runtime, progress));
      progress = start(event);
    }
    add(runtime, progress, event, line);
  }
  if (progress !== null) sections.push(await finish(runtime, progress));
  return sections;
}
