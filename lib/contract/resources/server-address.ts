import { z } from "zod";
import { isHostPlain } from "#lib/domain/network/outbound-address.ts";

function isServerAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

/** The address of a server that the console sends requests to. */
const serverAddress = z
  .string()
  .max(2000)
  .refine(
    isServerAddress,
    "Must be an http or https URL without credentials, query or fragment, such as https://fhir.example.com/r4",
  )
  .refine(isHostPlain, "The host must be a name or a plain IP address")
  .meta({ override: { format: "uri" } });

/** Without a slash at its end, so that a path can follow. */
export const baseUrl = serverAddress.transform((text) => new URL(text).href.replace(/\/$/, ""));

export const tokenAddress = serverAddress.transform((text) => new URL(text).href);
