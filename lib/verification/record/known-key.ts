import type { CredentialKind, KeyRecord } from "#lib/domain/keys/key-record.ts";
import { type HeaderList, toHeaderText } from "#lib/domain/network/header-list.ts";
import { listEffectivePermissions } from "#lib/domain/rbac/permissions.ts";
import { createSharing } from "./sharing.ts";

/** What a key can do while it is valid. */
interface Holding {
  permissions: ReadonlySet<string>;
  sorted: readonly string[];
  joined: string;
}

/** The restrictions of single keys. Most keys have none and share one of these; many have the same. */
type KeyBounds = Readonly<Pick<KeyRecord, "resources" | "allowedIps" | "rateLimit">>;

/**
 * What all keys of one owner in one environment with the same permissions share. Most of a record is in here,
 * so a million keys share a few thousand of these.
 */
export interface KeyGroup
  extends Readonly<
    Pick<
      KeyRecord,
      | "credential"
      | "smartScopes"
      | "grant"
      | "teamId"
      | "environment"
      | "owner"
      | "memberId"
      | "inheritsPermissions"
      | "teamPermissions"
      | "teamEnvironments"
      | "isTeamDeleted"
      | "isTeamSuspended"
    >
  > {
  listedPermissions: readonly string[];
  holding: Holding;
  /** The headers of `listGroupIdentity` as HTTP/1.1 writes them; null when one of them cannot be written. */
  identityText: string | null;
}

/** What a proxy learns about a key's team, owner, environment and permissions. */
function listGroupIdentity({
  teamId,
  owner,
  environment,
  holding,
}: Pick<KeyGroup, "teamId" | "owner" | "environment" | "holding">): string[] {
  return [
    "X-Team-Id",
    teamId,
    "X-Owner-Id",
    owner.id,
    "X-Environment",
    environment.slug,
    "X-Permissions",
    holding.joined,
  ];
}

const shareHolding = createSharing<Holding>();
const shareList = createSharing<readonly string[]>();
const shareGroup = createSharing<KeyGroup>();
const shareBounds = createSharing<KeyBounds>();

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

function findGroup(record: KeyRecord): KeyGroup {
  const { credential, grant, teamId, environment, owner, memberId, inheritsPermissions } = record;
  const { isTeamDeleted, isTeamSuspended, permissions, smartScopes, teamPermissions, teamEnvironments } =
    record;
  const own = {
    credential,
    grant,
    teamId,
    environment,
    owner,
    memberId,
    inheritsPermissions,
    isTeamDeleted,
    isTeamSuspended,
  };
  const list = (values: readonly string[]) => shareList(JSON.stringify(values), () => values);
  return shareGroup(
    JSON.stringify([own, permissions, smartScopes, teamPermissions, teamEnvironments]),
    () => {
      const holding = findHolding(record);
      return {
        ...own,
        listedPermissions: list(permissions),
        smartScopes: list(smartScopes),
        teamPermissions: list(teamPermissions),
        teamEnvironments: list(teamEnvironments),
        holding,
        identityText: toHeaderText(listGroupIdentity({ ...own, holding })),
      };
    },
  );
}

function findBounds({ resources, allowedIps, rateLimit }: KeyRecord): KeyBounds {
  const bounds = { resources, allowedIps, rateLimit };
  return shareBounds(JSON.stringify(bounds), () => bounds);
}

/**
 * A header can contain only visible ASCII: everything else, and the percent sign itself, is percent-encoded
 * as UTF-8.
 */
function encodeHeaderText(text: string): string {
  if (!/[^\x21-\x24\x26-\x7e]/.test(text)) return text;
  return text.replaceAll(/[^\x21-\x24\x26-\x7e]+/g, (run) =>
    [...Buffer.from(run)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

const noMetadata: KeyRecord["metadata"] = {};

/**
 * A key's record in the form in which a process can hold a million of them, with everything that can be
 * computed before a request: fields for the key's own data, references for data shared with other keys.
 */
export class KnownKey {
  readonly keyId: string;
  readonly secretId: string;
  readonly name: string;
  readonly metadata: KeyRecord["metadata"];
  readonly externalId: string | null;
  readonly expiresAtMs: number | null;
  readonly disabledAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly secretCreatedAtMs: number;
  readonly secretEndsAtMs: number | null;
  readonly bounds: KeyBounds;
  readonly group: KeyGroup;

  constructor(record: KeyRecord) {
    this.keyId = record.keyId;
    this.secretId = record.secretId;
    this.name = record.name;
    this.metadata = Object.keys(record.metadata).length === 0 ? noMetadata : record.metadata;
    this.externalId = record.externalId;
    this.expiresAtMs = record.expiresAtMs;
    this.disabledAtMs = record.disabledAtMs;
    this.revokedAtMs = record.revokedAtMs;
    this.secretCreatedAtMs = record.secretCreatedAtMs;
    this.secretEndsAtMs = record.secretEndsAtMs;
    this.bounds = findBounds(record);
    this.group = findGroup(record);
  }

  get credential(): CredentialKind {
    return this.group.credential;
  }
  get smartScopes(): readonly string[] {
    return this.group.smartScopes;
  }
  get grant(): KeyRecord["grant"] {
    return this.group.grant;
  }
  get teamId(): string {
    return this.group.teamId;
  }
  get environment(): KeyRecord["environment"] {
    return this.group.environment;
  }
  get owner(): KeyRecord["owner"] {
    return this.group.owner;
  }
  get memberId(): string | null {
    return this.group.memberId;
  }
  get inheritsPermissions(): boolean {
    return this.group.inheritsPermissions;
  }
  get teamEnvironments(): readonly string[] {
    return this.group.teamEnvironments;
  }
  get resources(): readonly string[] {
    return this.bounds.resources;
  }
  get allowedIps(): readonly string[] {
    return this.bounds.allowedIps;
  }
  get rateLimit(): KeyRecord["rateLimit"] {
    return this.bounds.rateLimit;
  }
  get isTeamDeleted(): boolean {
    return this.group.isTeamDeleted;
  }

  get isTeamSuspended(): boolean {
    return this.group.isTeamSuspended;
  }

  /** What the key can do while it is valid. */
  get permissions(): ReadonlySet<string> {
    return this.group.holding.permissions;
  }
  get sortedPermissions(): readonly string[] {
    return this.group.holding.sorted;
  }

  /** The headers that tell a proxy whose key was accepted. */
  get identity(): HeaderList {
    const { keyId, encodedExternalId, group } = this;
    return ["X-Key-Id", keyId, "X-External-Id", encodedExternalId, ...listGroupIdentity(group)];
  }

  /** The same headers as HTTP/1.1 writes them; null when one of them cannot be written. */
  get identityText(): string | null {
    const { identityText } = this.group;
    if (identityText === null) return null;
    return `X-Key-Id: ${this.keyId}\r\nX-External-Id: ${this.encodedExternalId}\r\n${identityText}`;
  }

  private get encodedExternalId(): string {
    return this.externalId === null ? "" : encodeHeaderText(this.externalId);
  }

  /** A copy as plain data, from which `prepareKey` creates the key again. */
  get record(): KeyRecord {
    const { group, bounds, ...own } = this;
    const { holding: _held, identityText: _text, listedPermissions, ...shared } = group;
    return { ...own, ...bounds, ...shared, permissions: listedPermissions };
  }
}

export function prepareKey(record: KeyRecord): KnownKey {
  return new KnownKey(record);
}
