import { hourMs } from "#lib/domain/common/durations.ts";
import { type SecretPurpose, secretPurposes } from "#lib/domain/instance/secret-check.ts";
import { countUses, isUsed, type SecretUses } from "./count-uses.ts";
import {
  listFingerprints,
  readKnownSecrets,
  type SecretRuntime,
  type SecretSetting,
  secretSettings,
} from "./secret-records.ts";

export interface SecretState {
  setting: SecretSetting;
  fingerprint: string;
  /** `newest` signs, `previous` only verifies, `missing` is not set here, `dropped` and `lost` are not expected any more. */
  state: "newest" | "previous" | "missing" | "dropped" | "lost";
  /** Null: not used with this database yet. */
  knownSince: Date | null;
  /** Null: never signed. */
  signedUntil: Date | null;
  /** Null for one that is not expected any more. */
  uses: SecretUses | null;
  canBeRemoved: boolean;
}

/** Another instance may sign with it as long as it was seen to within two hours: each notes so every hour. */
function hasStoppedSigning(signedUntil: Date | null, now: Date): boolean {
  return signedUntil !== null && now.getTime() - signedUntil.getTime() > 2 * hourMs;
}

async function describePurpose(
  runtime: SecretRuntime,
  purpose: SecretPurpose,
  now: Date,
): Promise<SecretState[]> {
  const setting = secretSettings[purpose];
  const set = listFingerprints(runtime, purpose);
  const known = await readKnownSecrets(runtime.database.prisma, purpose);
  const states: SecretState[] = [];
  for (const secret of known) {
    const { fingerprint, knownSince, signedUntil, endedAt, ending } = secret;
    const place = set.indexOf(fingerprint);
    const isEnded = endedAt !== null && place === -1;
    const uses = isEnded ? null : await countUses(runtime, purpose, secret, now);
    states.push({
      setting,
      fingerprint,
      state: isEnded
        ? ending === "lost"
          ? "lost"
          : "dropped"
        : place === 0
          ? "newest"
          : place > 0
            ? "previous"
            : "missing",
      knownSince,
      signedUntil,
      uses,
      canBeRemoved: place > 0 && uses !== null && hasStoppedSigning(signedUntil, now) && !isUsed(uses),
    });
  }
  for (const fingerprint of set.filter((one) => known.every((other) => other.fingerprint !== one))) {
    const state = set[0] === fingerprint ? "newest" : "previous";
    const unknown = { knownSince: null, signedUntil: null, uses: null, canBeRemoved: false };
    states.push({ setting, fingerprint, state, ...unknown });
  }
  return states;
}

/** Each secret that is set or that the database was used with, what needs it, and whether it can be removed. */
export async function describeSecrets(runtime: SecretRuntime, now: Date): Promise<SecretState[]> {
  const states: SecretState[] = [];
  for (const purpose of secretPurposes) states.push(...(await describePurpose(runtime, purpose, now)));
  return states;
}
