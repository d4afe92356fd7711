import { changeTexts, parseJson, printJson } from "#lib/domain/fhir/exact-json.ts";
import { getResourceType } from "#lib/domain/fhir/found-types.ts";
import { createBaseChange } from "#lib/domain/fhir/links.ts";
import { createBadGateway, createTooLarge } from "#lib/platform/fhir/bad-gateway.ts";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";

export interface StatementOptions {
  /** The server's base URL, and the gateway's, which replaces it. */
  from: string;
  to: string;
  /** Where programs get tokens. */
  tokenUrl: string;
  /** By how much the address may make the statement longer. */
  maxBytes: number;
}

/** The capability statement of a server as its gateway publishes it. Throws `bad_gateway` if the server has sent none. */
export function judgeStatement({ status, body }: OutboundResponse, options: StatementOptions): string {
  const statement = status === 200 ? readStatement(body) : null;
  if (statement === null) {
    throw createBadGateway("The FHIR server did not answer with its capability statement");
  }
  return printJson(adapt(statement, options));
}

function readStatement(body: Uint8Array): object | null {
  try {
    const parsed = parseJson(new TextDecoder().decode(body));
    const isStatement = getResourceType(parsed) === "CapabilityStatement";
    return isStatement && typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}

const uris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
const serviceSystem = "http://terminology.hl7.org/CodeSystem/restful-security-service";

/** The statement of the server at the gateway: in JSON only, at the console's address, with tokens of the console. */
function adapt(statement: object, { from, to, tokenUrl, maxBytes }: StatementOptions): object {
  const token = { url: "token", valueUri: tokenUrl };
  const security = {
    extension: [{ url: uris, extension: [token] }],
    service: [{ coding: [{ system: serviceSystem, code: "SMART-on-FHIR" }] }],
  };
  const rest = "rest" in statement && Array.isArray(statement.rest) ? (statement.rest as unknown[]) : [];
  const adapted = {
    ...statement,
    format: ["application/fhir+json", "json"],
    patchFormat: ["application/json-patch+json"],
    implementation: { description: "A FHIR server behind ByteEngine Console", url: to },
    rest: rest.map((one) => (typeof one === "object" && one !== null ? { ...one, security } : one)),
  };
  const growth = { max: maxBytes, createError: createTooLarge };
  changeTexts(adapted, createBaseChange(from, to, growth));
  return adapted;
}
