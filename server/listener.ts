import type { RequestListener } from "node:http";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createApplication } from "./application/create-application.ts";
import type { Pages } from "./application/pages/pages.ts";
import { createFront } from "./front/create-front.ts";

/** Serves everything in one process. */
export function createListener(runtime: Runtime, getPages: () => Pages | null): RequestListener {
  return createFront(runtime, createApplication(runtime, getPages));
}
