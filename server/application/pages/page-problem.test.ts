import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { findPageProblem } from "./page-problem.ts";

function createRequest(method: string, headers: Record<string, string>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  Object.assign(request.headers, headers);
  return request;
}

const stateOf = (state: unknown) => ({ "next-router-state-tree": encodeURIComponent(JSON.stringify(state)) });

test.each(["GET", "HEAD", "POST", "OPTIONS"])("accepts %s for a page", (method) => {
  expect(findPageProblem(createRequest(method, {}))).toBeNull();
});

test.each(["TRACE", "PUT", "DELETE", "PROPFIND"])("rejects %s for a page", (method) => {
  const problem = findPageProblem(createRequest(method, {}));
  expect(problem).toMatchObject({ status: 405, headers: { Allow: "GET, POST, OPTIONS, HEAD" } });
});

test.each([
  [["", {}]],
  [["", { children: ["docs", { children: ["__PAGE__", {}] }] }, null, null, 16]],
  [["", { children: [["team", "ada", "d", null], {}, null, "refetch"] }, null, null, 16]],
])("accepts the state of Next's client: %j", (state) => {
  expect(findPageProblem(createRequest("GET", stateOf(state)))).toBeNull();
});

test.each([
  "%",
  "",
  "x".repeat(3_000),
  "[".repeat(10_000),
  ...[[], {}, ["", []], ["", { a: 1 }]].map((state) => JSON.stringify(state)),
])("rejects an invalid state with 400: %.20s", (text) => {
  const problem = findPageProblem(createRequest("GET", { "next-router-state-tree": text }));
  expect(problem).toMatchObject({ status: 400 });
});

test("rejects a large body, and a body without a length", () => {
  expect(findPageProblem(createRequest("POST", { "content-length": "16385" }))).toMatchObject({
    status: 413,
  });
  expect(findPageProblem(createRequest("POST", { "transfer-encoding": "chunked" }))).toMatchObject({
    status: 400,
  });
});
