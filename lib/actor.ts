import type { KeyEnvironment, KeyRateLimit } from "#lib/keys/key-record.ts";
import type { Role } from "#lib/rbac/roles.ts";

/** A person, through the console's session cookie. */
export interface UserActor {
  type: "user";
  userId: string;
  name: string;
  email: string;
  sessionId: string;
  /** When they last proved who they are. */
  authenticatedAt: Date;
  isInstanceOwner: boolean;
  /** The team this request acts in; null for a person who is in none. */
  team: { id: string; slug: string; name: string; memberId: string; role: Role } | null;
  /** What their role holds in that team, the team's own permissions included. */
  permissions: ReadonlySet<string>;
}

/** A program, through an API key. */
export interface ApiKeyActor {
  type: "apiKey";
  keyId: string;
  secretId: string;
  name: string;
  teamId: string;
  environment: KeyEnvironment;
  owner: { type: "user" | "team"; id: string };
  /** The owner's role now. */
  role: Role;
  inheritsPermissions: boolean;
  /** Effective: the key's list cut by its owner's role. */
  permissions: ReadonlySet<string>;
  /** Empty: not limited to single resources. */
  resources: readonly string[];
  expiresAt: Date | null;
  /** CIDR blocks; empty: any address. */
  allowedIps: readonly string[];
  /** Null, as a whole or in part: the instance's default. */
  rateLimit: KeyRateLimit | null;
}

/** The service itself: migrations, jobs, the set-up. */
interface SystemActor {
  type: "system";
  name: string;
}

export type Actor = UserActor | ApiKeyActor | SystemActor;

/** The id an audit event or an idempotency record names the actor by. */
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
