import type { DirectoryContext } from "#lib/services/provisioning/directory-context.ts";

/** One request of a directory, whose token is valid. */
export interface ScimRequest {
  ctx: DirectoryContext;
  /** The address of this API, without a slash at the end. */
  baseUrl: string;
  query: URLSearchParams;
  /** The ID in the path, or empty. */
  id: string;
  /** Reads and parses the body. Undefined for none. */
  readBody: () => Promise<unknown>;
}

export interface ScimAnswer {
  status: 200 | 201 | 204;
  body?: unknown;
  location?: string;
}
