import type { KeyDto } from "#lib/schemas/keys.ts";
import { keyMenuTexts } from "./menu-texts.ts";
import type { Viewer } from "./view-data.ts";

export type KeyAction = "edit" | "rotate" | "finish" | "disable" | "enable" | "delete";

const refusals = keyMenuTexts;

const statusRefusals: Record<KeyDto["status"], Partial<Record<KeyAction, string>>> = {
  active: {},
  // Its secret may be lost: rotating again is the way out, and ends both.
  rotating: {},
  disabled: { rotate: refusals.disabled },
  expired: {
    rotate: refusals.expired,
    finish: refusals.expired,
    disable: refusals.expired,
    enable: refusals.expired,
  },
  revoked: {
    edit: refusals.revoked,
    rotate: refusals.revoked,
    finish: refusals.revoked,
    disable: refusals.revoked,
    enable: refusals.revoked,
    delete: refusals.revoked,
  },
};

/** Why this person cannot do that to the key now; undefined: they can. The server decides, this only foretells. */
export function findRefusal(viewer: Viewer, key: KeyDto, action: KeyAction): string | undefined {
  if (!viewer.mayWrite) return refusals.notYourRole;
  const isTheirs = key.owner.type === "user" && key.owner.id === viewer.userId;
  if (!isTheirs && !viewer.mayWriteEveryones) return refusals.notYours;
  return statusRefusals[key.status][action];
}
