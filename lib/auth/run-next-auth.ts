import type { NextApiRequest, NextApiResponse } from "next";
import nextAuthModule, { type NextAuthOptions } from "next-auth";

/** What next-auth reads of a request. */
export interface SignInRequest {
  method: string;
  /** The query, with what the path names after /api/auth under `nextauth`. */
  query: Record<string, string | readonly string[]>;
  body: Record<string, string>;
  cookies: Record<string, string>;
  headers: Record<string, string>;
}

type NextAuth = (
  request: NextApiRequest,
  response: NextApiResponse,
  options: NextAuthOptions,
) => Promise<void>;

/** next-auth is CommonJS: a bundler gives its function, Node the module around it. */
function getNextAuth(): NextAuth {
  const module: unknown = nextAuthModule;
  const hasDefault = typeof module === "object" && module !== null && "default" in module;
  return (hasDefault ? module.default : module) as NextAuth;
}

/**
 * Runs next-auth on one request and gives back what it answered. Its handler for pages is used, with plain objects in
 * place of Node's: the one for routes reads cookies and headers by itself, past what lib/auth has checked.
 */
export async function runNextAuth(request: SignInRequest, options: NextAuthOptions): Promise<Response> {
  const { response, read } = createCollector();
  await getNextAuth()(asApiRequest(request), response, options);
  return read();
}

/** next-auth uses these fields alone. */
function asApiRequest(request: SignInRequest): NextApiRequest {
  return request as unknown as NextApiRequest;
}

/** A response object that only remembers what it was told. */
function createCollector(): { response: NextApiResponse; read: () => Response } {
  let status = 200;
  let body: string | null = null;
  const headers = new Map<string, string | string[]>([["cache-control", "no-store"]]);
  const response = {
    status: (code: number) => {
      status = code;
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json: (value: unknown) => {
      headers.set("content-type", "application/json; charset=utf-8");
      body = JSON.stringify(value);
    },
    send: (value: unknown) => {
      body = typeof value === "string" || value == null ? (value ?? null) : JSON.stringify(value);
    },
    end: () => {},
  };
  const read = () => {
    const sent = new Headers();
    for (const [name, value] of headers) for (const one of [value].flat()) sent.append(name, one);
    return new Response(body, { status, headers: sent });
  };
  return { response: asApiResponse(response), read };
}

/** These are the methods that next-auth calls. */
function asApiResponse(response: object): NextApiResponse {
  return response as NextApiResponse;
}
