import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";

const soonDays = 14;
const idleDays = 90;

export type KeyState =
  | { kind: "active" | "disabled" | "expired" | "revoked" | "idle" | "suspended" }
  | { kind: "rotating"; endsAt: string }
  | { kind: "expiring"; hours: number };

/** The most important state of a key. The most severe one wins. */
export function getKeyState(key: KeyDto, nowMs: number): KeyState {
  if (key.status === "revoked" || key.status === "disabled") return { kind: key.status };
  const leftMs = key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt) - nowMs;
  if (key.status === "expired" || leftMs <= 0) return { kind: "expired" };
  // Verification rejects it like a disabled key.
  if (key.owner.type === "user" && key.owner.role === null) return { kind: "suspended" };
  // The page's clock can lag half a minute behind the status.
  const previous = key.status === "rotating" ? findPreviousSecret(key, nowMs) : undefined;
  if (previous !== undefined) return { kind: "rotating", endsAt: previous.endsAt };
  if (leftMs <= soonDays * dayMs) return { kind: "expiring", hours: Math.floor(leftMs / hourMs) };
  const idleMs = nowMs - Date.parse(key.lastUsedAt ?? key.createdAt);
  return { kind: idleMs > idleDays * dayMs ? "idle" : "active" };
}

type Secret = KeyDto["secrets"][number];

/** The previous secret, while it still works during a rotation. */
export function findPreviousSecret(key: KeyDto, nowMs: number): (Secret & { endsAt: string }) | undefined {
  for (const secret of key.secrets) {
    const { endsAt } = secret;
    if (endsAt !== null && Date.parse(endsAt) > nowMs) return { ...secret, endsAt };
  }
  return undefined;
}

export function findCurrentSecret(key: KeyDto): Secret | undefined {
  return key.secrets.find(({ endsAt }) => endsAt === null);
}

/** Whether the key was used in the last 24 hours, so that deleting it may break something. */
export function isInUse(key: KeyDto, nowMs: number): boolean {
  return key.lastUsedAt !== null && nowMs - Date.parse(key.lastUsedAt) < dayMs;
}
