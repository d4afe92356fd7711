import type { ApiClient } from "#lib/api/request/client.ts";
import { collectBody, readJsonBody } from "#lib/api/request/read-body.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { addressRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import { formatLimitHeaders } from "#lib/domain/limits/headers.ts";
import { describeUntouched, type LimitDecision } from "#lib/domain/limits/window.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import { getRuntime, type Runtime } from "#lib/platform/runtime/runtime.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { directoryActor } from "#lib/services/provisioning/directory-context.ts";
import { assertNoSecretInQuery } from "#lib/verification/question/secret-in-query.ts";
import { authenticateRequest } from "./authenticate-request.ts";
import { describeFailure } from "./describe-failure.ts";
import { ScimProblem } from "./protocol/scim-problem.ts";
import { findHandler } from "./routes.ts";
import type { ScimAnswer } from "./scim-request.ts";

const scimBasePath = "/scim/v2";

/** A group with 1,000 members takes about 200 KiB. */
const maxBodyBytes = 512 * 1024;

const mediaTypes = ["application/scim+json", "application/json"];

async function readBody(request: Request): Promise<unknown> {
  return readJsonBody(
    {
      readHeader: (name) => request.headers.get(name),
      readBody: () => collectBody(request, maxBodyBytes),
    },
    { takesAnyText: false, mediaTypes },
  );
}

async function handle(
  runtime: Runtime,
  request: Request,
  client: ApiClient,
  note: (decision: LimitDecision) => void,
): Promise<ScimAnswer> {
  const { pathname, search, searchParams } = new URL(request.url);
  const now = () => new Date(runtime.keys.clock.now());
  const tokenId = await authenticateRequest(runtime, client, now(), note);
  assertNoSecretInQuery(search);
  const { handle: run, id } = findHandler(pathname.slice(scimBasePath.length), request.method);
  const ctx = {
    runtime,
    actor: directoryActor,
    tokenId,
    request: { id: client.requestId, address: client.address, agent: client.agent },
    now: now(),
  };
  const baseUrl = `${getConsoleAddress(runtime.config)}${scimBasePath}`;
  return run({ ctx, baseUrl, query: searchParams, id, readBody: () => readBody(request) });
}

function createHeaders(client: ApiClient, limit: LimitDecision | null): Record<string, string> {
  return {
    "Cache-Control": "no-store",
    "X-Request-Id": client.requestId,
    ...formatLimitHeaders(limit ?? describeUntouched(addressRateLimit)),
  };
}

/** Answers a directory's request below /scim/v2 (RFC 7644), from any transport. Never rejects. */
export async function handleScimRequest(request: Request, client: ApiClient): Promise<Response> {
  const runtime = getRuntime();
  let limit: LimitDecision | null = null;
  const note = (decision: LimitDecision) => {
    limit = decision;
  };
  try {
    const { status, body, location } = await handle(runtime, request, client, note);
    const headers = {
      ...createHeaders(client, limit),
      ...(location === undefined ? {} : { Location: location }),
    };
    if (body === undefined) return new Response(null, { status, headers });
    return respond(request, status, body, headers);
  } catch (thrown) {
    const isOwn = thrown instanceof ScimProblem || thrown instanceof ServiceError;
    const logger = runtime.logger.child({ requestId: client.requestId });
    const failure = describeFailure(isOwn ? thrown : explainFailure(thrown, logger));
    return respond(request, failure.status, failure.body, {
      ...createHeaders(client, limit),
      ...failure.headers,
    });
  }
}

function respond(request: Request, status: number, body: unknown, headers: Record<string, string>): Response {
  return new Response(request.method === "HEAD" ? null : JSON.stringify(body), {
    status,
    headers: { ...headers, "Content-Type": "application/scim+json; charset=utf-8" },
  });
}
