import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { keyMenuTexts } from "./menu-texts.ts";
import type { Viewer } from "./view-data.ts";

export type KeyAction = "edit" | "duplicate" | "rotate" | "finish" | "disable" | "enable" | "delete";

const texts = keyMenuTexts;

const statusReasons: Record<KeyDto["status"], Partial<Record<KeyAction, string>>> = {
  active: {},
  // The new secret may be lost. Rotating again replaces both secrets.
  rotating: {},
  disabled: { rotate: texts.disabled },
  expired: {
    rotate: texts.expired,
    finish: texts.expired,
    disable: texts.expired,
    enable: texts.expired,
  },
  revoked: {
    edit: texts.revoked,
    rotate: texts.revoked,
    finish: texts.revoked,
    disable: texts.revoked,
    enable: texts.revoked,
    delete: texts.revoked,
  },
};

/**
 * Why the viewer can't take this action on the key, or undefined if they can. The server enforces this; here it only
 * explains unavailable actions.
 */
export function findUnavailableReason(viewer: Viewer, key: KeyDto, action: KeyAction): string | undefined {
  if (!viewer.canWrite) return texts.readOnly;
  // Anyone who can create keys can create one with the same settings.
  if (action === "duplicate") return undefined;
  const isOwn = key.owner.type === "user" && key.owner.id === viewer.userId;
  if (!isOwn && !viewer.canWriteAll) return texts.notYours;
  return statusReasons[key.status][action];
}
