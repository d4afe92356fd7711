import { expect, test } from "vitest";
import { key as exampleKey } from "#lib/api/openapi/examples/objects.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { getKeyState } from "./key-state.ts";
import { keyTexts } from "./texts.ts";

const now = "2030-01-01T00:00:00.000Z";
const nowMs = Date.parse(now);
const hourMs = 3_600_000;

const ada: KeyDto["owner"] = { type: "user", id: "user_1", name: "Ada", role: "developer" };
const suspended: KeyDto["owner"] = { ...ada, role: null };

const key: KeyDto = {
  ...exampleKey,
  owner: ada,
  expiresAt: null,
  createdAt: now,
  updatedAt: now,
  lastUsedAt: null,
  secrets: [{ id: "sec_2", hint: "be_Ab3dEf…x9Kd", createdAt: now, endsAt: null, lastUsedAt: null }],
};

function after(ms: number): string {
  return new Date(nowMs + ms).toISOString();
}

const previousSecret = {
  id: "sec_1",
  hint: "be_Zz3dEf…y1Ab",
  createdAt: now,
  endsAt: after(hourMs),
  lastUsedAt: null,
};

test("shows a key as suspended if its owner is, rather than active, rotating, expiring or idle", () => {
  expect(getKeyState({ ...key, owner: suspended }, nowMs)).toEqual({ kind: "suspended" });
  const rotating: KeyDto = { ...key, status: "rotating", secrets: [...key.secrets, previousSecret] };
  expect(getKeyState(rotating, nowMs)).toEqual({ kind: "rotating", endsAt: previousSecret.endsAt });
  expect(getKeyState({ ...rotating, owner: suspended }, nowMs)).toEqual({ kind: "suspended" });
  const expiring = { ...key, owner: suspended, expiresAt: after(hourMs) };
  expect(getKeyState(expiring, nowMs)).toEqual({ kind: "suspended" });
  const idle = { ...key, owner: suspended, createdAt: after(-100 * 24 * hourMs) };
  expect(getKeyState(idle, nowMs)).toEqual({ kind: "suspended" });
});

test.each(["revoked", "disabled", "expired"] as const)(
  "shows a %s key as such even if its owner is suspended",
  (status) => {
    expect(getKeyState({ ...key, status, owner: suspended }, nowMs)).toEqual({ kind: status });
  },
);

test("never shows a team's key as suspended", () => {
  const team: KeyDto["owner"] = { type: "team", id: "team_1", name: "Engines", role: "viewer" };
  expect(getKeyState({ ...key, owner: team }, nowMs)).toEqual({ kind: "active" });
});

test.each([
  [0.5 * hourMs, "Expires in <1 hour"],
  [hourMs, "Expires in 1 hour"],
  [23.9 * hourMs, "Expires in 23 hours"],
  [24 * hourMs, "Expires in 1 day"],
  [47 * hourMs, "Expires in 1 day"],
  [13.5 * 24 * hourMs, "Expires in 13 days"],
])("with %d ms left shows %s", (leftMs, text) => {
  const state = getKeyState({ ...key, expiresAt: after(leftMs) }, nowMs);
  expect(state.kind === "expiring" && keyTexts.states.expiresIn(state.hours)).toBe(text);
});
