import "server-only";

import { headers } from "next/headers";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";

/** The origin of this console, for code samples. */
export async function readOrigin(): Promise<string> {
  const { config } = getRuntime();
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const host = (await headers()).get("host");
  return `http://${host ?? `${config.host}:${config.port}`}`;
}
