import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";

export type Role = NonNullable<KeyDto["owner"]["role"]>;

export interface Viewer {
  userId: string;
  role: Role;
  permissions: string[];
  /** Whether they can create keys, and change their own. */
  canWrite: boolean;
  /** Whether they can change the keys of others. */
  canWriteAll: boolean;
}

/** A permission that a key can list. */
export interface KnownPermission {
  name: string;
  description: string;
  /** The roles that have it. */
  heldBy: Role[];
  /** A key has it only if it lists it: it isn't inherited. */
  isExplicit: boolean;
}

/** The options in forms about keys. */
interface KeyFormData {
  permissions: KnownPermission[];
  /** The viewer's IP address as the console sees it. */
  address: string | null;
  /** The default rate limits of a key. */
  rateLimit: { perMinute: number; per10Seconds: number };
}

/** The data of a key's page. */
export interface KeyPageData {
  key: KeyDto;
  environments: EnvironmentDto[];
  form: KeyFormData;
  team: { id: string; slug: string; name: string };
  viewer: Viewer;
  /** When the server read the data, in ISO 8601. */
  now: string;
}

type CountedView =
  | ("shown" | "active" | "inactive" | "all")
  | ("expiring" | "unused" | "rejected" | "ownerSuspended");

/** How many keys the current view, each tab and each quick filter shows. */
export type KeyCounts = Readonly<Record<CountedView, number>>;

/** The data of the API Keys page. */
export interface KeysPageData {
  keys: Page<KeyDto>;
  counts: KeyCounts;
  /** The number of keys on earlier pages. */
  keysBefore: number;
  /** The cursor of the page before. Null if that is the first page. */
  previousCursor: string | null;
  /** The requests of the last days, oldest first. Keys without requests have no entry. */
  usage: Readonly<Record<string, readonly { accepted: number; refused: number }[]>>;
  /** All keys of the team, regardless of filters. */
  keyCount: number;
  environments: EnvironmentDto[];
  form: KeyFormData;
  people: { id: string; name: string; role: Role; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  viewer: Viewer;
  /** Why the viewer can't generate keys, and who can. Undefined if they can. */
  readOnlyReason: string | undefined;
  /** When the server read the data, in ISO 8601. */
  now: string;
}
