import type { RequestListener } from "node:http";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { splitTarget } from "#server/http/request/host-and-target.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError, answerFailure } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { takeClient } from "./client-header.ts";

export const innerServerOptions = {
  // The front's own limit plus the header it adds.
  maxHeaderSize: 24 * 1024,
  requireHostHeader: false,
  // The front enforces timeouts for clients; its connections to this process stay open.
  headersTimeout: 0,
  requestTimeout: 0,
  keepAliveTimeout: 0,
};

/** Answers requests passed on by the front. Never rejects. */
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
