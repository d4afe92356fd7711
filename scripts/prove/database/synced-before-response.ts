// Proof: an acknowledged key creation was synced to disk before its response was sent. Runs the console under
// strace and reads the order of system calls. Needs strace.
// `npm run prove -- synced-before-response`
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { isProcessAlive } from "#lib/platform/process/process-identity.mjs";

const notes = await mkdtemp(join(tmpdir(), "byteengine-strace-"));
const trace = join(notes, "trace");
const running = await startConsole({
  // Strings long enough for the status line of a response; times to the microsecond, over all threads.
  wrapper: [
    "strace",
    "-f",
    "-ttt",
    "-s",
    "40",
    "-e",
    "trace=fdatasync,fsync,pwrite64,write,writev",
    "-o",
    trace,
  ],
});
const person = await signUp(running.origin, {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery staple",
});
const rounds = 5;
for (let round = 0; round < rounds; round++) {
  await createKeyAs(running.origin, person, { name: `synced ${round}`, environment: "development" });
}
// The signal is not sent to strace, which would detach from the console instead of ending it.
const [serverPid = ""] = (await readFile(trace, "utf8")).split(" ", 1);
process.kill(Number(serverPid), "SIGTERM");
while (isProcessAlive(Number(serverPid), null)) await wait(100);

interface Call {
  /** The thread's id. */
  pid: string;
  at: number;
  text: string;
}

function parseLine(line: string): Call {
  const [, pid = "", at = "0", text = ""] = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line) ?? [];
  return { pid, at: Number(at), text };
}

/**
 * Whether the call has returned: a sync interrupted by another thread is logged in two parts, and the second
 * one counts.
 */
function isFinishedSync({ text }: Call): boolean {
  return /^(fdatasync|fsync)\(\d+\)\s+= 0/.test(text) || /^<\.\.\. f(data)?sync resumed>.*= 0/.test(text);
}

const calls = (await readFile(trace, "utf8")).split("\n").map(parseLine);
/** The pages process responds to the verifier first, which responds to the client. */
const isAnswer = ({ pid, text }: Call) => pid === serverPid && /"HTTP\/1\.1 201 /.test(text);
const answers = calls.flatMap((call, index) => (isAnswer(call) ? [index] : []));
assert.ok(answers.length >= rounds, `the trace shows ${answers.length} responses with 201`);
let from = 0;
for (const answer of answers) {
  const before = calls.slice(from, answer);
  const lastWrite = before.findLastIndex(({ text }) => /^pwrite64\(/.test(text));
  const lastSync = before.findLastIndex(isFinishedSync);
  const gapMs = ((calls[answer]?.at ?? 0) - (before[lastSync]?.at ?? 0)) * 1000;
  assert.ok(lastSync >= 0, "a 201 was sent without a sync since the previous response");
  assert.ok(
    lastSync > lastWrite || lastWrite === -1,
    "something was written after the last sync before the response",
  );
  console.log(`201 sent ${gapMs.toFixed(1)} ms after fdatasync returned`);
  from = answer + 1;
}
await rm(notes, { recursive: true, force: true });
