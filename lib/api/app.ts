import { type Context, Hono } from "hono";
import { notFound, ServiceError } from "#lib/errors.ts";
import { getRuntime } from "#lib/runtime.ts";
import { answer, type Destination } from "./answer.ts";

import type { ApiClient } from "./client.ts";
import type { Route } from "./define-route.ts";
import { toApiRequest } from "./fetch-request.ts";
import { routes } from "./routes.ts";

const basePath = "/v1/api";

interface Environment {
  Bindings: { client: ApiClient };
}

/** `/keys/{id}` as the router writes it. */
function toPattern(path: string): string {
  return basePath + path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** 405 for a path that exists, with the methods it has (RFC 9110, section 15.5.6). */
function createMethodNotAllowed(methods: readonly string[]): ServiceError {
  const allowed = methods.includes("GET") ? [...methods, "HEAD"] : methods;
  return new ServiceError("method_not_allowed", { headers: { Allow: allowed.join(", ") } });
}

async function answerFetch(c: Context<Environment>, destination: Destination): Promise<Response> {
  const { status, headers, body } = await answer(
    getRuntime(),
    toApiRequest(c.req.raw),
    c.env.client,
    destination,
  );
  return new Response(body, { status, headers });
}

function createApi(): Hono<Environment> {
  const api = new Hono<Environment>();
  for (const route of routes) {
    api.on(route.method, toPattern(route.path), (c) =>
      answerFetch(c, { kind: "route", route, params: c.req.param() }),
    );
  }
  const routesByPath = Map.groupBy(routes, (route: Route) => toPattern(route.path));
  for (const [path, ofPath] of routesByPath) {
    const methods = ofPath.map((route) => route.method);
    api.all(path, (c) => {
      const error = createMethodNotAllowed(methods);
      return answerFetch(c, { kind: "error", error });
    });
  }
  api.notFound((c) => answerFetch(c, { kind: "error", error: notFound() }));
  return api;
}

const api = createApi();

/** Answers a request under /v1/api; what the transport knows of the client comes beside it. Never rejects. */
export async function handleApiRequest(request: Request, client: ApiClient): Promise<Response> {
  return api.fetch(request, { client });
}
