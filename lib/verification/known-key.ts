import type { KeyRecord } from "#lib/keys/key-record.ts";
import type { HeaderList } from "#lib/network/header-list.ts";
import { listEffectivePermissions } from "#lib/rbac/permissions.ts";
import { createSharing } from "./sharing.ts";

/** A key's record, and all that can be worked out from it before anyone asks. */
export interface KnownKey {
  record: KeyRecord;
  /** What it may do while it is good. */
  permissions: ReadonlySet<string>;
  sortedPermissions: readonly string[];
  /** Name of its counter. */
  counter: string;
  /** The headers by which a proxy learns whose key it admitted. */
  identity: HeaderList;
}

interface Holding {
  permissions: ReadonlySet<string>;
  sorted: readonly string[];
  joined: string;
}

const shareHolding = createSharing<Holding>();

function findHolding(record: KeyRecord): Holding {
  const { owner, inheritsPermissions, permissions, teamPermissions } = record;
  const listed = inheritsPermissions ? null : permissions;
  const name = JSON.stringify([owner.role, owner.isInstanceOwner, listed, teamPermissions]);
  return shareHolding(name, () => {
    const held = listEffectivePermissions(record, owner, teamPermissions);
    const sorted = [...held].sort();
    return { permissions: held, sorted, joined: sorted.join(" ") };
  });
}

/** A header holds visible ASCII: anything else, and the percent sign itself, as percent-encoded UTF-8. */
function encodeHeaderText(text: string): string {
  return text.replaceAll(/[^\x21-\x24\x26-\x7e]+/g, (run) =>
    [...Buffer.from(run)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

export function prepareKey(record: KeyRecord): KnownKey {
  const { permissions, sorted, joined } = findHolding(record);
  return {
    record,
    permissions,
    sortedPermissions: sorted,
    counter: `key:${record.keyId}`,
    identity: [
      "X-Key-Id",
      record.keyId,
      "X-Team-Id",
      record.teamId,
      "X-Owner-Id",
      record.owner.id,
      "X-Environment",
      record.environment.slug,
      "X-External-Id",
      encodeHeaderText(record.externalId ?? ""),
      "X-Permissions",
      joined,
    ],
  };
}
