import { ServiceError } from "#lib/errors.ts";
import { getOwnOrigin } from "#lib/network/own-origin.ts";
import type { Runtime } from "#lib/runtime.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { isApi, isDocs } from "../http/paths.ts";
import { createStandingHeaders } from "../http/security-headers.ts";
import { answerApi } from "./answer-api.ts";
import { answerPage } from "./answer-page.ts";
import { createDocsCache, type DocsCache } from "./docs-cache.ts";
import type { ApplicationExchange } from "./exchange.ts";
import type { Pages } from "./pages.ts";
import { createRenderer } from "./render-page.ts";

/** The management API and the pages, in this process. */
export function createApplication(runtime: Runtime, getPages: () => Pages | null): Application {
  const docs = createDocsCache(createRenderer(runtime.config, getPages));
  return {
    handle: (request, response, client, target) => {
      const exchange = { runtime, request, response, client, target };
      setStandingHeaders(exchange);
      return isApi(target.path) ? answerApi(exchange) : answerForPerson(exchange, getPages(), docs);
    },
    isReady: () => true,
    report: async () => null,
    close: async () => getPages()?.close(),
  };
}

/** What every answer carries, for those that are written by others. */
function setStandingHeaders({ runtime, response, client, target }: ApplicationExchange): void {
  const context = describeAnswer(runtime.config, client, target.path);
  for (const [name, value] of Object.entries(createStandingHeaders(context))) {
    response.setHeader(name, value);
  }
  response.setHeader("X-Request-Id", context.requestId);
}

async function answerForPerson(
  exchange: ApplicationExchange,
  pages: Pages | null,
  docs: DocsCache,
): Promise<void> {
  const { runtime, response, client, target } = exchange;
  if (pages === null) {
    const context = describeAnswer(runtime.config, client, target.path);
    return answerError(response, new ServiceError("not_found"), context);
  }
  if (await answerDocs(exchange, docs)) return;
  return answerPage(exchange, pages);
}

/** Whether it was answered as a page of the documentation that is the same for everyone. */
async function answerDocs(
  { runtime, request, response, client, target: { path, search } }: ApplicationExchange,
  docs: DocsCache,
): Promise<boolean> {
  const origin = getOwnOrigin(runtime.config.publicOrigin, client);
  if (!isDocs(path) || origin === null || runtime.config.isDevelopment) return false;
  return docs.answer({ request, path, search, cookie: client.cookie, origin }, response);
}
