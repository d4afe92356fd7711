import { z } from "zod";
import { openSecret, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Interaction } from "#lib/domain/fhir/fhir-call.ts";

const interactions = [
  "search-type",
  "search-system",
  "history-instance",
  "history-type",
  "history-system",
] as const satisfies readonly Interaction[];

const pageSchema = z.object({
  /** Path and query below the base URL. */
  below: z.string(),
  type: z.string().nullable(),
  interaction: z.enum(interactions),
  wideFeature: z.string().nullable(),
  /** The only patient whose data it has. Earlier releases write none. */
  patientId: z.string().nullish(),
  expiresAtMs: z.number(),
});

/** Another page of a result, at the server's own address, and what reading it needs. */
export type Page = z.infer<typeof pageSchema>;

/** Whose page it is: nobody else can open it, and it leads to no other server or address. */
export interface PageOwner {
  callerId: string;
  server: { id: string; baseUrl: string };
  secrets: readonly string[];
}

const pageSeconds = 15 * 60;

function nameOwner({ callerId, server }: PageOwner): string {
  return `fhir page ${callerId} ${server.id} ${server.baseUrl}`;
}

export function isPageInteraction(interaction: Interaction): interaction is Page["interaction"] {
  return interactions.some((name) => name === interaction);
}

/** Encrypts a page, so that a link shows neither the server's address nor what was searched for. */
export function createCursor(page: Omit<Page, "expiresAtMs">, owner: PageOwner, nowMs: number): string {
  const text = JSON.stringify({ ...page, expiresAtMs: nowMs + pageSeconds * 1000 });
  const { sealed, keyId } = sealSecret(text, nameOwner(owner), owner.secrets);
  return `${keyId}.${Buffer.from(sealed).toString("base64url")}`;
}

/** Throws `invalid_request` for a cursor of someone else, one that has expired, and any other text. */
export function openCursor(cursor: string, owner: PageOwner, nowMs: number): Page {
  const [keyId = "", sealed = "", ...rest] = cursor.split(".");
  const bytes = Buffer.from(sealed, "base64url");
  const isWhole = rest.length === 0 && bytes.toString("base64url") === sealed;
  const text = isWhole ? openSecret({ sealed: bytes, keyId }, nameOwner(owner), owner.secrets) : null;
  const page = text === null ? null : pageSchema.parse(JSON.parse(text));
  if (page === null || page.expiresAtMs <= nowMs) {
    throw new ServiceError("invalid_request", {
      message: "This link to another page is not valid any more. Repeat the search",
    });
  }
  return page;
}
