import type { NextApiRequest, NextApiResponse } from "next";
import nextAuthModule, { type NextAuthOptions } from "next-auth";

/** The parts of a request that next-auth reads. */
export interface SignInRequest {
  method: string;
  /** The query, with the path segments after /api/auth under `nextauth`. */
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

/** next-auth is CommonJS: a bundler imports its function, Node the module around it. */
function getNextAuth(): NextAuth {
  const module: unknown = nextAuthModule;
  const hasDefault = typeof module === "object" && module !== null && "default" in module;
  return (hasDefault ? module.default : module) as NextAuth;
}

/**
 * Runs next-auth on one request and returns its response. Uses its handler for pages with plain objects instead of
 * Node's, because the handler for routes reads cookies and headers itself and would bypass the checks of lib/auth.
 */
export async function runNextAuth(request: SignInRequest, options: NextAuthOptions): Promise<Response> {
  const { response, read } = createCollector();
  await getNextAuth()(asApiRequest(request), response, options);
  return read();
}

/** next-auth uses only these fields. */
function asApiRequest(request: SignInRequest): NextApiRequest {
  return request as unknown as NextApiRequest;
}

/** A response object that only records what next-auth sets. */
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

/** Safe, because next-auth calls only these methods. */
function asApiResponse(response: object): NextApiResponse {
  return response as NextApiResponse;
}
