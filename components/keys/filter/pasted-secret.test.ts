import { expect, test } from "vitest";
import { hasEnded } from "./pasted-secret.ts";

const nowMs = Date.parse("2030-01-01T00:00:00Z");
const created = { createdAt: "2029-01-01T00:00:00.000Z", lastUsedAt: null };

const secrets = [
  { ...created, id: "sec_3", hint: "be_Ab3dEf…x9Kd", endsAt: null },
  { ...created, id: "sec_2", hint: "be_Gh1jKl…00aa", endsAt: "2030-01-01T00:00:01.000Z" },
  { ...created, id: "sec_1", hint: "be_Mn5oPq…11bb", endsAt: "2030-01-01T00:00:00.000Z" },
];

test("treats the current secret and a previous one in its grace period as working", () => {
  expect(hasEnded({ secrets }, "be_Ab3dEf…x9Kd", nowMs)).toBe(false);
  expect(hasEnded({ secrets }, "be_Gh1jKl…00aa", nowMs)).toBe(false);
});

test("treats an ended secret, and one that the key no longer lists, as ended", () => {
  expect(hasEnded({ secrets }, "be_Mn5oPq…11bb", nowMs)).toBe(true);
  expect(hasEnded({ secrets }, "be_Rs7tUv…22cc", nowMs)).toBe(true);
});
