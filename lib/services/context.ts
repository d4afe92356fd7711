import type { Actor } from "#lib/actor.ts";
import type { Runtime } from "#lib/runtime.ts";

/** Everything a service needs besides its input; built once a request by the transport. */
export interface ServiceContext {
  runtime: Pick<Runtime, "config" | "secrets" | "database" | "logger">;
  actor: Actor;
  request: { id: string; address: string | null; agent: string | null };
  /** When the request arrived. */
  now: Date;
}
