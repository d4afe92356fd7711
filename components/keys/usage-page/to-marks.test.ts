import { expect, test } from "vitest";
import { toMarks } from "./to-marks.ts";

const secret = { id: "sec_1", hint: "", endsAt: null, lastUsedAt: null };
const key = {
  createdAt: "2026-01-01T00:00:00.000Z",
  secrets: [
    { ...secret, createdAt: "2026-01-01T00:00:00.000Z" },
    { ...secret, createdAt: "2026-01-09T00:00:00.000Z" },
  ],
};

function event(action: string, occurredAt: string, changes: Record<string, unknown> = {}) {
  return {
    id: occurredAt,
    seq: 1,
    action,
    actor: { type: "user", id: "user_1", name: "Ada" },
    target: { type: "key", id: "key_1", name: "CI" },
    changes,
    address: null,
    agent: null,
    requestId: "",
    occurredAt,
    hash: "",
  };
}

test("marks rotations and edits in the period, with who did what", () => {
  const marks = toMarks(
    key,
    [
      event("key.update", "2026-01-12T00:00:00.000Z", { permissions: { from: [], to: [] } }),
      event("key.rotate", "2026-01-09T00:00:00.000Z", { gracePeriodSeconds: 0 }),
      event("key.create", "2026-01-08T00:00:00.000Z"),
      event("key.disable", "2025-12-01T00:00:00.000Z"),
    ],
    "2026-01-01T00:00:00.000Z",
  );
  expect(marks.map(({ kind, label }) => [kind, label])).toEqual([
    ["rotated", "Ada rotated the key: the previous secret stopped working immediately"],
    ["edited", "Ada changed the key: permissions"],
  ]);
});

test("marks rotations for viewers who can't read the audit log", () => {
  expect(toMarks(key, null, "2026-01-01T00:00:00.000Z")).toEqual([
    { at: "2026-01-09T00:00:00.000Z", kind: "rotated", label: "New secret generated" },
  ]);
});
