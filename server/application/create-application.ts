import { ServiceError } from "#lib/domain/common/errors.ts";
import { getOwnOrigin } from "#lib/domain/network/own-origin.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ApplicationExchange } from "#server/http/request/exchange.ts";
import { isApi, isDocs, isOAuth, isScim } from "#server/http/request/paths.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError, answerErrorPage } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { answerApi, answerOAuth, answerScim } from "./answer-api.ts";
import { answerGateway, isGateway } from "./answer-gateway.ts";
import { setCommonHeaders } from "./common-headers.ts";
import { answerPage } from "./pages/answer-page.ts";
import { createDocsCache, type DocsCache, type DocsRequest } from "./pages/docs-cache.ts";
import { createPageGate, type PageGate } from "./pages/page-gate.ts";
import type { Pages } from "./pages/pages.ts";
import { createRenderer } from "./pages/render-page.ts";

/** The management API and the pages, in this process. */
export function createApplication(
  runtime: Runtime,
  getPages: () => Pages | null,
  pageGate: PageGate = createPageGate(runtime),
): Application {
  const docs = createDocsCache(createRenderer(runtime.config, getPages));
  return {
    handle: (request, response, client, target) => {
      const exchange = { runtime, request, response, client, target };
      if (isGateway(exchange)) return answerGateway(exchange);
      setCommonHeaders(exchange);
      if (isScim(target.path)) return answerScim(exchange);
      if (isOAuth(target.path)) return answerOAuth(exchange);
      return isApi(target.path)
        ? answerApi(exchange)
        : answerBrowser(exchange, getPages(), { docs, pageGate });
    },
    isReady: () => true,
    report: async () => null,
    close: async () => getPages()?.close(),
  };
}

async function answerBrowser(
  exchange: ApplicationExchange,
  pages: Pages | null,
  { docs, pageGate }: { docs: DocsCache; pageGate: PageGate },
): Promise<void> {
  const { runtime, request, response, client, target } = exchange;
  const context = describeAnswer(runtime.config, client, target.path);
  if (pages === null) return answerError(response, new ServiceError("not_found"), context);
  const inTurn = <T>(render: () => Promise<T>) =>
    pageGate.run({ path: target.path, client, response }, render);
  try {
    if (await answerDocs(exchange, docs, inTurn)) return;
    await answerPage(exchange, () => inTurn(() => pages.handle(request, response)));
  } catch (error) {
    if (!(error instanceof ServiceError) || response.headersSent) throw error;
    const acceptsHtml = request.headers.accept?.includes("text/html") === true;
    const answer = acceptsHtml ? answerErrorPage : answerError;
    answer(response, error, context);
  }
}

/** Answers a docs page that is the same for everyone. Returns false if the request is for something else. */
async function answerDocs(
  { runtime, request, response, client, target: { path, search } }: ApplicationExchange,
  docs: DocsCache,
  inTurn: DocsRequest["inTurn"],
): Promise<boolean> {
  const origin = getOwnOrigin(runtime.config.publicOrigin, client);
  if (!isDocs(path) || origin === null || runtime.config.isDevelopment) return false;
  return docs.answer({ request, path, search, cookie: client.cookie, origin, inTurn }, response);
}
