import type { Runtime } from "#lib/runtime.ts";
import type { Application } from "../http/application.ts";

/** Everything that is no verification is answered by another process. */
export function openThreadApplication(_runtime: Runtime): Application | null {
  return null;
}
