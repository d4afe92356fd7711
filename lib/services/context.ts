import type { Actor } from "#lib/domain/actor.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { AskedBounds } from "./bounds.ts";

/** This request's claim on an Idempotency-Key (lib/services/idempotency). */
export interface IdempotencyClaim {
  /** `user:user_…` or `apiKey:key_…`. */
  caller: string;
  key: string;
  /** Distinguishes this attempt from a later one that took over. */
  claimedAt: Date;
}

/** Everything a service needs besides its input. The transport creates it once per request. */
export interface ServiceContext {
  runtime: Pick<Runtime, "config" | "secrets" | "database" | "logger" | "limiter">;
  actor: Actor;
  request: {
    id: string;
    address: string | null;
    agent: string | null;
    /** True only if the request must have come from this machine (lib/domain/network/local-request.ts). Undefined: false. */
    isLocal?: boolean | undefined;
  };
  /** When the request arrived. */
  now: Date;
  /** Set by the API, which checks afterward that the service applied the bounds its route declares. */
  askedBounds?: AskedBounds | undefined;
  /** Set during a POST with an Idempotency-Key. */
  idempotency?: IdempotencyClaim | undefined;
}

/** The context of a request to the API and of a page, whose process counts the usage of keys. */
export interface UsageContext extends ServiceContext {
  runtime: ServiceContext["runtime"] & Pick<Runtime, "usage">;
}

/** What costly services take: only a route that declares itself heavy has it to give. */
export interface HeavyContext extends ServiceContext {
  isHeavy: true;
}
