import type { Actor } from "#lib/actor.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { AskedBounds } from "./bounds.ts";

/** This request's hold on an Idempotency-Key; see lib/services/idempotency. */
export interface IdempotencyClaim {
  /** `user:user_…` or `apiKey:key_…`. */
  caller: string;
  key: string;
  /** Tells this attempt from one that took over after it. */
  claimedAt: Date;
}

/** Everything a service needs besides its input; built once a request by the transport. */
export interface ServiceContext {
  runtime: Pick<Runtime, "config" | "secrets" | "database" | "logger" | "limiter">;
  actor: Actor;
  request: {
    id: string;
    address: string | null;
    agent: string | null;
    /** Only this machine can have made it (lib/network/local-request.ts). Left out: it counts as not. */
    isLocal?: boolean | undefined;
  };
  /** When the request arrived. */
  now: Date;
  /** Set by the API, which checks afterwards that the service asked for the bounds its route declares. */
  askedBounds?: AskedBounds | undefined;
  /** Set while a POST with an Idempotency-Key runs. */
  idempotency?: IdempotencyClaim | undefined;
}

/** What costly services take: only a route that declares itself heavy has it to give. */
export interface HeavyContext extends ServiceContext {
  isHeavy: true;
}
