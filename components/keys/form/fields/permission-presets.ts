import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import type { Role } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { groupPermissions } from "./permission-groups.ts";

/** From the least to the most. `custom` selects permissions one by one. */
export const permissionPresets = ["read", "write", "verify", "full", "custom"] as const;

export type PermissionPreset = (typeof permissionPresets)[number];

type Permissions = KeyDraft["permissions"];

/** The API accepts at most this many permissions. */
const maxListed = 100;

/** The name of the owner, null for the viewer and the team, and the role that limits the key's permissions. */
export function findKeyOwner(
  draft: Pick<KeyDraft, "owner">,
  seen: KeyDto | null,
  page: FormPage,
): { name: string | null; role: Role } {
  const { viewer, people = [] } = page;
  const { type, id: ownerId, role } = draft.owner;
  if (type === "team") return { name: null, role: seen === null ? role : (seen.owner.role ?? "viewer") };
  if (seen !== null) {
    return {
      name: seen.owner.id === viewer.userId ? null : seen.owner.name,
      role: seen.owner.role ?? "viewer",
    };
  }
  const member = type === "member" ? people.find(({ id }) => id === ownerId) : undefined;
  return member ?? { name: null, role: viewer.role };
}

/** What a preset gives a key of this role. Null if the viewer can't grant it, or it would be the same as a lesser one. */
export function listPreset(preset: PermissionPreset, page: FormPage, role: Role): Permissions | null {
  if (preset === "full") return { inherits: true, listed: [] };
  const { permissions: known } = page.form;
  const explicit = new Set(known.filter(({ isExplicit }) => isExplicit).map(({ name }) => name));
  const grantable = groupPermissions({ known, viewer: page.viewer, role }, [])
    .flatMap(({ permissions }) => permissions)
    .filter(({ name, disabledReason }) => disabledReason === undefined && !explicit.has(name));
  const listed = grantable
    .filter(({ name, action }) => {
      if (preset === "verify") return name === "keys:verify";
      return action === "read" || (preset === "write" && action === "write");
    })
    .map(({ name }) => name);
  const isEmpty = preset === "write" ? listed.every((name) => name.endsWith(":read")) : listed.length === 0;
  return isEmpty || listed.length > maxListed ? null : { inherits: false, listed };
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** The preset that gives exactly these permissions. */
export function findPreset({ inherits, listed }: Permissions, page: FormPage, role: Role): PermissionPreset {
  if (inherits) return "full";
  return (
    permissionPresets.find((preset) => {
      const given = preset === "custom" ? null : listPreset(preset, page, role);
      return given !== null && !given.inherits && isSameList(given.listed, listed);
    }) ?? "custom"
  );
}
