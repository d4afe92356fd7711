import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ApiKeyActor } from "#lib/domain/actor.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { TextStream } from "./define-route.ts";
import { endTurnWith, maxIdleMs, takeTurn } from "./take-turn.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createKey(keyId: string, teamId = "team_1"): ApiKeyActor {
  return {
    type: "apiKey",
    credential: "key",
    smartScopes: [],
    grant: null,
    tokenHash: null,
    keyId,
    secretId: "sec_1",
    name: "A key",
    teamId,
    environment: { id: "env_1", slug: "development", allowsTeamManagement: false },
    owner: { type: "team", id: teamId },
    role: "owner",
    inheritsPermissions: true,
    permissions: new Set(),
    resources: [],
    expiresAt: null,
    allowedIps: [],
    rateLimit: null,
  };
}

async function* readParts(parts: readonly string[], onEnd: () => void) {
  try {
    yield* parts;
  } finally {
    onEnd();
  }
}

function openFile(parts: readonly string[]) {
  const onEnd = vi.fn();
  const leave = vi.fn();
  const file = endTurnWith(new TextStream("text/csv", "a.csv", readParts(parts, onEnd)), leave);
  if (!(file instanceof TextStream)) throw new Error("the response is not a file");
  return { file, onEnd, leave };
}

test("does not wait for another team, another operation or an earlier turn", async () => {
  const leaves = await Promise.all([
    takeTurn("export", createKey("key_1"), null),
    takeTurn("export", createKey("key_2", "team_2"), null),
    takeTurn("verify", createKey("key_1"), null),
  ]);
  for (const leave of leaves) leave();
  const again = await takeTurn("export", createKey("key_1"), null);
  again();
});

test("rejects a second request with Retry-After after it waited five seconds", async () => {
  const leave = await takeTurn("export", createKey("key_1"), null);
  const second = takeTurn("export", createKey("key_2"), null).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(4_999);
  const third = takeTurn("export", createKey("key_3"), null);
  await vi.advanceTimersByTimeAsync(1);
  const refusal = await second;
  expect(refusal).toBeInstanceOf(ServiceError);
  expect(refusal).toMatchObject({ code: "rate_limit_exceeded", headers: { "Retry-After": "5" } });
  leave();
  (await third)();
});

test("ends the turn of a file after its last part", async () => {
  const { file, leave } = openFile(["a"]);
  expect(await file.chunks.next()).toEqual({ done: false, value: "a" });
  expect(leave).not.toHaveBeenCalled();
  await file.chunks.next();
  expect(leave).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("ends the turn of a file and stops reading it when the client disconnects", async () => {
  const { file, leave, onEnd } = openFile(["a", "b"]);
  await file.chunks.next();
  await file.chunks.return?.();
  expect(leave).toHaveBeenCalled();
  expect(onEnd).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("disconnects a client that reads nothing for a minute", async () => {
  const { file, leave, onEnd } = openFile(["a", "b"]);
  await file.chunks.next();
  await vi.advanceTimersByTimeAsync(maxIdleMs - 1);
  await file.chunks.next();
  await vi.advanceTimersByTimeAsync(maxIdleMs - 1);
  expect(leave).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(leave).toHaveBeenCalled();
  expect(onEnd).toHaveBeenCalled();
  await expect(file.chunks.next()).rejects.toThrow("stopped reading");
});

test("ends the turn of a file that is never read, and of any other response immediately", async () => {
  const { leave } = openFile(["a"]);
  await vi.advanceTimersByTimeAsync(maxIdleMs);
  expect(leave).toHaveBeenCalled();
  const leaveNow = vi.fn();
  expect(endTurnWith({ ok: true }, leaveNow)).toEqual({ ok: true });
  expect(leaveNow).toHaveBeenCalled();
});
