import type { EnvironmentDto } from "#lib/schemas/environments.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { Page } from "#lib/schemas/lists.ts";

export type Role = NonNullable<KeyDto["owner"]["role"]>;

export interface Viewer {
  userId: string;
  role: Role;
  permissions: string[];
  /** Whether they may make keys, and change their own. */
  mayWrite: boolean;
  mayWriteEveryones: boolean;
}

/** A permission that a key may list. */
export interface KnownPermission {
  name: string;
  description: string;
  /** The roles that hold it. */
  heldBy: Role[];
  /** A key that inherits does not hold it. */
  isExplicit: boolean;
}

/** What forms about keys offer. */
interface KeyFormData {
  permissions: KnownPermission[];
  /** The viewer's own, as the console sees it. */
  address: string | null;
  /** What a key may call when it has no limit of its own. */
  rateLimit: { perMinute: number; per10Seconds: number };
}

/** All that a key's own page shows at once. */
export interface KeyPageData {
  key: KeyDto;
  environments: EnvironmentDto[];
  form: KeyFormData;
  team: { id: string; slug: string; name: string };
  viewer: Viewer;
  /** ISO 8601: when the server read all this. */
  now: string;
}

/** All that the API Keys page shows. */
export interface KeysPageData {
  keys: Page<KeyDto>;
  /** Expired and revoked ones, when asked for. */
  inactiveKeys: Page<KeyDto> | null;
  inactiveCount: number;
  /** Of the whole team, whatever the filters. */
  keyCount: number;
  environments: EnvironmentDto[];
  form: KeyFormData;
  people: { id: string; name: string; role: Role; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  viewer: Viewer;
  /** ISO 8601: when the server read all this. */
  now: string;
}
