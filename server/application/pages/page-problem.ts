import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { maxBodyBytes } from "#lib/api/request/read-body.ts";
import { methodNotAllowed, ServiceError } from "#lib/domain/common/errors.ts";

/** Next fails on other methods; TRACE cannot even be turned into a Request. */
const pageMethods = ["GET", "POST", "OPTIONS"];

const stateHeader = "next-router-state-tree";

/** How Next's own client describes the page it shows. Next answers 500 to a state of another shape. */
const routerState = z.tuple([
  z.union([
    z.string(),
    z.tuple([
      z.string(),
      z.string(),
      z.enum([
        "c",
        "ci(..)(..)",
        "ci(.)",
        "ci(..)",
        "ci(...)",
        "oc",
        "d",
        "di(..)(..)",
        "di(.)",
        "di(..)",
        "di(...)",
      ]),
      z.array(z.string()).nullable(),
    ]),
  ]),
  z.record(
    z.string(),
    z.lazy((): z.ZodType => routerState),
  ),
  z.tuple([z.string(), z.string()]).nullable().optional(),
  z.enum(["refetch", "inside-shared-layout", "metadata-only"]).nullable().optional(),
  z.number().nullable().optional(),
  z.string().optional(),
]);

function isRouterState(text: string): boolean {
  try {
    return routerState.safeParse(JSON.parse(decodeURIComponent(text))).success;
  } catch {
    // Not JSON, or nested too deeply for the stack.
    return false;
  }
}

/** The reason to reject a request before it reaches Next. */
export function findPageProblem({ method = "", headers }: IncomingMessage): ServiceError | null {
  if (method !== "HEAD" && !pageMethods.includes(method)) return methodNotAllowed(pageMethods);
  const state = headers[stateHeader];
  if (state !== undefined && !isRouterState(String(state))) {
    return new ServiceError("invalid_request", { message: "Next-Router-State-Tree is not valid" });
  }
  // Forms are small, and a body without a length could have any size.
  if (headers["transfer-encoding"] !== undefined) {
    return new ServiceError("invalid_request", { message: "Send a Content-Length header" });
  }
  const length = Number(headers["content-length"] ?? 0);
  return length > maxBodyBytes ? new ServiceError("payload_too_large") : null;
}
