import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { Closing } from "#lib/closing.ts";
import { ServiceError } from "#lib/errors.ts";
import type { Runtime } from "#lib/runtime.ts";
import { createApplication } from "../application/create-application.ts";
import type { Pages } from "../application/pages.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError, answerFailure } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { splitTarget } from "../http/host-and-target.ts";
import { prepareClosing } from "../http/prepare-closing.ts";
import { takeClient } from "./client-header.ts";
import { openPages } from "./open-pages.ts";

export const innerServerOptions = {
  // What the front lets through, and the header it adds.
  maxHeaderSize: 24 * 1024,
  requireHostHeader: false,
  // The front has its own patience with clients; its connections to us stay open.
  headersTimeout: 0,
  requestTimeout: 0,
  keepAliveTimeout: 0,
};

/** After the front has let requests finish there is hardly one left. */
const graceMs = 1_000;

interface ServeOptions {
  socketPath: string;
  closing: Closing;
}

/** Serves pages and the API on the socket until `closing` closes. */
export async function servePages(runtime: Runtime, { socketPath, closing }: ServeOptions): Promise<void> {
  let pages: Pages | null = null;
  const application = createApplication(runtime, () => pages);
  const shouldUpgradeCallback = () => runtime.config.isDevelopment;
  const server = createServer(
    { ...innerServerOptions, shouldUpgradeCallback },
    createInnerListener(runtime, application),
  );
  const closeServer = prepareClosing(server);
  pages = await openPages(runtime.config, server);
  closing.add("pages", application.close);
  server.listen(socketPath);
  await once(server, "listening");
  closing.add("requests", () => closeServer(graceMs));
}

/** Answers what the front hands on. Never rejects. */
export function createInnerListener(runtime: Runtime, application: Application): RequestListener {
  return (request, response) => {
    const client = takeClient(request);
    const target = client === null ? null : splitTarget(request.url ?? "", client.host);
    if (client === null || target === null) {
      answerError(response, new ServiceError("invalid_request"), {
        requestId: "",
        isSecure: false,
        isForMachine: true,
      });
      return;
    }
    const fail = (error: unknown) =>
      answerFailure(runtime.logger, response, error, describeAnswer(runtime.config, client, target.path));
    try {
      const answering = application.handle(request, response, client, target);
      if (answering instanceof Promise) answering.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
