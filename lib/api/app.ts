import { type Context, Hono } from "hono";
import { methodNotAllowed, notFound } from "#lib/domain/common/errors.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { answer, type Destination } from "./answer.ts";
import type { Route } from "./pipeline/define-route.ts";
import type { ApiAnswer } from "./request/api-request.ts";
import type { ApiClient } from "./request/client.ts";
import { toApiRequest } from "./request/fetch-request.ts";
import { routes } from "./routes.ts";

const basePath = "/v1/api";

/** How a transport sends an answer. */
export type Respond = (answer: ApiAnswer) => Response;

interface Environment {
  Bindings: { client: ApiClient; respond: Respond };
}

/** Converts `/keys/{id}` to the router's syntax. */
function toPattern(path: string): string {
  return basePath + path.replaceAll(/\{(\w+)\}/g, ":$1");
}

async function answerFetch(c: Context<Environment>, destination: Destination): Promise<Response> {
  return c.env.respond(await answer(getRuntime(), toApiRequest(c.req.raw), c.env.client, destination));
}

export function toResponse({ status, headers, body }: ApiAnswer): Response {
  return new Response(body, { status, headers });
}

function hasParameter(path: string): boolean {
  return path.includes("{");
}

/** The routes by path, fixed names before parameters: the first match wins, and `/keys/verify` must not match `/keys/{id}`. */
function groupByPath(): [path: string, ofPath: Route[]][] {
  const groups = [...Map.groupBy(routes, (route) => route.path)];
  return [
    ...groups.filter(([path]) => !hasParameter(path)),
    ...groups.filter(([path]) => hasParameter(path)),
  ];
}

function createApi(): Hono<Environment> {
  const api = new Hono<Environment>();
  for (const [path, ofPath] of groupByPath()) {
    const pattern = toPattern(path);
    for (const route of ofPath) {
      api.on(route.method, pattern, (c) => answerFetch(c, { kind: "route", route, params: c.req.param() }));
    }
    const methods = ofPath.map((route) => route.method);
    api.all(pattern, (c) => {
      const error = methodNotAllowed(methods);
      return answerFetch(c, { kind: "error", error });
    });
  }
  api.notFound((c) => answerFetch(c, { kind: "error", error: notFound() }));
  return api;
}

const api = createApi();

/** Handles a request under /v1/api, with what the transport knows about the client. Never rejects. */
export async function handleApiRequest(
  request: Request,
  client: ApiClient,
  respond: Respond = toResponse,
): Promise<Response> {
  return api.fetch(request, { client, respond });
}
