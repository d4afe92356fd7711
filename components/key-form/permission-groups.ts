import type { KnownPermission, Role, Viewer } from "#components/keys/view-data.ts";
import { formTexts } from "./texts.ts";

const texts = formTexts.permissions;

export interface OfferedPermission {
  name: string;
  /** Behind the colon. */
  action: string;
  description: string;
  /** Why it cannot be chosen; undefined: it can. */
  refusal: string | undefined;
}

export interface PermissionGroup {
  resource: string;
  permissions: OfferedPermission[];
}

/** Who hands on what to whom. */
interface Granting {
  known: readonly KnownPermission[];
  viewer: Pick<Viewer, "permissions">;
  /** The role the key acts in. */
  role: Role;
}

const platformVerify = "platform:verify";

function explainRefusal({ name, heldBy }: KnownPermission, { viewer, role }: Granting): string | undefined {
  if (!heldBy.includes(role)) return texts.takes(heldBy[0] ?? role);
  // In no role: whoever it is offered to may list it.
  const mayHandOn = name === platformVerify || viewer.permissions.includes(name);
  return mayHandOn ? undefined : texts.lacking;
}

function split(name: string): [resource: string, action: string] {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}

/** Every permission there is by its resource, and those that the key lists although nothing defines them any more. */
export function groupPermissions(granting: Granting, chosen: readonly string[]): PermissionGroup[] {
  const groups = new Map<string, OfferedPermission[]>();
  const add = (name: string, description: string, refusal: string | undefined) => {
    const [resource, action] = split(name);
    const group = groups.get(resource) ?? [];
    groups.set(resource, [...group, { name, action, description, refusal }]);
  };
  for (const known of granting.known) {
    add(known.name, known.description, explainRefusal(known, granting));
  }
  for (const name of chosen) {
    if (!granting.known.some((known) => known.name === name)) add(name, "", texts.unknown);
  }
  return [...groups].map(([resource, permissions]) => ({ resource, permissions }));
}

/** The groups in which something is named or described like that. */
export function searchGroups(groups: readonly PermissionGroup[], search: string): PermissionGroup[] {
  const words = search.trim().toLowerCase();
  if (words === "") return [...groups];
  return groups.flatMap(({ resource, permissions }) => {
    const found = permissions.filter(({ name, description }) =>
      `${name} ${description}`.toLowerCase().includes(words),
    );
    return found.length === 0 ? [] : [{ resource, permissions: found }];
  });
}
