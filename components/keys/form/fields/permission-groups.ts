import { formTexts } from "#components/keys/form/draft/texts.ts";
import type { KnownPermission, Role, Viewer } from "#components/keys/view-data.ts";

const texts = formTexts.permissions;

export interface OfferedPermission {
  name: string;
  /** The part after the colon. */
  action: string;
  description: string;
  /** Why it can't be selected, or undefined if it can. */
  disabledReason: string | undefined;
}

export interface PermissionGroup {
  resource: string;
  permissions: OfferedPermission[];
}

/** Who grants permissions to the key, and in which role the key acts. */
interface GrantContext {
  known: readonly KnownPermission[];
  viewer: Pick<Viewer, "permissions">;
  /** The role of the key. */
  role: Role;
}

const platformVerify = "platform:verify";

function findUnavailableReason(
  { name, heldBy }: KnownPermission,
  { viewer, role }: GrantContext,
): string | undefined {
  if (!heldBy.includes(role)) return texts.requires(heldBy[0] ?? role);
  // No role has it. Everyone it is offered to can grant it.
  const canGrant = name === platformVerify || viewer.permissions.includes(name);
  return canGrant ? undefined : texts.lacking;
}

function split(name: string): [resource: string, action: string] {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}

/** All permissions by resource, including those that the key lists but that no longer exist. */
export function groupPermissions(context: GrantContext, selected: readonly string[]): PermissionGroup[] {
  const groups = new Map<string, OfferedPermission[]>();
  const add = (name: string, description: string, disabledReason: string | undefined) => {
    const [resource, action] = split(name);
    const group = groups.get(resource) ?? [];
    groups.set(resource, [...group, { name, action, description, disabledReason }]);
  };
  for (const known of context.known) {
    add(known.name, known.description, findUnavailableReason(known, context));
  }
  for (const name of selected) {
    if (!context.known.some((known) => known.name === name)) add(name, "", texts.unknown);
  }
  return [...groups].map(([resource, permissions]) => ({ resource, permissions }));
}

/** The permissions whose name or description contains the search text. */
export function searchGroups(groups: readonly PermissionGroup[], search: string): PermissionGroup[] {
  const text = search.trim().toLowerCase();
  if (text === "") return [...groups];
  return groups.flatMap(({ resource, permissions }) => {
    const found = permissions.filter(({ name, description }) =>
      `${name} ${description}`.toLowerCase().includes(text),
    );
    return found.length === 0 ? [] : [{ resource, permissions: found }];
  });
}
