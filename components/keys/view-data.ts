import type { EnvironmentDto } from "#lib/schemas/environments.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { Page } from "#lib/schemas/lists.ts";

export interface Viewer {
  userId: string;
  role: string;
  permissions: string[];
  /** Whether they may make keys, and change their own. */
  mayWrite: boolean;
  mayWriteEveryones: boolean;
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
  people: { id: string; name: string; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  viewer: Viewer;
  /** ISO 8601: when the server read all this. */
  now: string;
}
