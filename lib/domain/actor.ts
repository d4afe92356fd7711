import type { CredentialKind, GrantRecord, KeyEnvironment, KeyRateLimit } from "./keys/key-record.ts";
import type { Role } from "./rbac/roles.ts";

/** A person, through the console's session cookie. */
export interface UserActor {
  type: "user";
  userId: string;
  name: string;
  email: string;
  sessionId: string;
  /** When they last signed in or confirmed their password. */
  authenticatedAt: Date;
  isInstanceOwner: boolean;
  /** The team this request acts in; null for a person without a team. */
  team: { id: string; slug: string; name: string; memberId: string; role: Role } | null;
  /** The permissions of their role in that team, including custom permissions. */
  permissions: ReadonlySet<string>;
}

/** A program, through an API key or an app's access token. An app is limited by the same rules as a key. */
export interface ApiKeyActor {
  type: "apiKey";
  credential: CredentialKind;
  /** The id of the key or app. */
  keyId: string;
  secretId: string;
  name: string;
  teamId: string;
  environment: KeyEnvironment;
  owner: { type: "user" | "team"; id: string };
  /** The owner's role now. */
  role: Role;
  inheritsPermissions: boolean;
  /** The effective permissions: those of the key that its owner's role also holds. */
  permissions: ReadonlySet<string>;
  /** Of an app's token. Empty for a key. */
  smartScopes: readonly string[];
  /** Of a token that an app got with a person's consent. Null: it acts by itself. */
  grant: GrantRecord | null;
  /** The SHA-256 of an app's token, which one response can outlast. Null for a key. */
  tokenHash: Uint8Array<ArrayBuffer> | null;
  /** Empty: not limited to specific resources. */
  resources: readonly string[];
  expiresAt: Date | null;
  /** CIDR blocks. Empty: any IP address. */
  allowedIps: readonly string[];
  /** Null, as a whole or in part: the instance's default. */
  rateLimit: KeyRateLimit | null;
}

/** The service itself: migrations, jobs, the initial setup. */
interface SystemActor {
  type: "system";
  name: string;
}

export type Actor = UserActor | ApiKeyActor | SystemActor;

/** The id that identifies the actor in audit events and idempotency records. */
export function getActorId(actor: Actor): string {
  switch (actor.type) {
    case "user":
      return actor.userId;
    case "apiKey":
      return actor.keyId;
    case "system":
      return actor.name;
  }
}

/** The kind of actor in audit events. */
export function getActorType(actor: Actor): Actor["type"] | "app" {
  return actor.type === "apiKey" && actor.credential === "app" ? "app" : actor.type;
}
