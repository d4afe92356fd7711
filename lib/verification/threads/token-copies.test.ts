import { expect, test } from "vitest";
import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import { prepareKey } from "#lib/verification/record/known-key.ts";

const token: KeyRecord = {
  credential: "app",
  keyId: "app_1",
  secretId: "asec_1",
  teamId: "team_1",
  name: "Nightly reports",
  environment: { id: "env_1", slug: "production", allowsTeamManagement: false },
  owner: { type: "team", id: "team_1", role: "developer", status: "active", isInstanceOwner: false },
  memberId: null,
  inheritsPermissions: false,
  permissions: ["workers:read"],
  smartScopes: ["system/Observation.rs"],
  grant: null,
  teamPermissions: [],
  teamEnvironments: ["production"],
  resources: [],
  allowedIps: ["203.0.113.0/24"],
  rateLimit: { perMinute: 10, per10Seconds: null },
  metadata: {},
  externalId: null,
  expiresAtMs: 1_780_000_000_000,
  disabledAtMs: null,
  revokedAtMs: null,
  secretCreatedAtMs: 1_779_999_000_000,
  secretEndsAtMs: null,
  isTeamDeleted: false,
  isTeamSuspended: false,
};

test("a copy in another thread has everything that the token has", () => {
  const copied = prepareKey(structuredClone(prepareKey(token).record));
  expect(copied.record).toEqual(token);
  expect(copied).toMatchObject({ credential: "app", smartScopes: ["system/Observation.rs"] });
});

test("keys and tokens that differ only in SMART scopes or in what they are share nothing that would mix them up", () => {
  const key = prepareKey({ ...token, credential: "key" });
  const other = prepareKey({ ...token, smartScopes: [] });
  expect(key.credential).toBe("key");
  expect(other.smartScopes).toEqual([]);
  expect(prepareKey(token).group).toBe(prepareKey({ ...token, keyId: "app_2" }).group);
});
