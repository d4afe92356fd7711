import { formTexts } from "#components/keys/form/draft/texts.ts";
import type { KnownPermission, Role, Viewer } from "#components/keys/view-data.ts";

const texts = formTexts.permissions;

export interface OfferedPermission {
  name: string;
  /** The part after the colon. */
  action: string;
  description: string;
  /** It is selected only by itself, never with others. */
  isExplicit: boolean;
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
  const add = (offered: Omit<OfferedPermission, "action">) => {
    const [resource, action] = split(offered.name);
    groups.set(resource, [...(groups.get(resource) ?? []), { ...offered, action }]);
  };
  for (const known of context.known) {
    const { name, description, isExplicit } = known;
    add({ name, description, isExplicit, disabledReason: findUnavailableReason(known, context) });
  }
  for (const name of selected) {
    if (context.known.some((known) => known.name === name)) continue;
    add({ name, description: "", isExplicit: false, disabledReason: texts.unknown });
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
