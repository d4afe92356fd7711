import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { operationExamples } from "#lib/api/openapi/examples/examples.ts";
import { routes } from "#lib/api/routes.ts";

interface Documented {
  paths: Record<string, Record<string, { operationId?: string }>>;
}

const { paths } = createOpenApiDocument(routes) as Documented;

/** The paths in the listener's source. */
async function readListenerPaths(): Promise<string[]> {
  const files = ["./paths.ts"];
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, import.meta.url), "utf8")));
  const source = sources.join("\n");
  const found = [...source.matchAll(/"(\/[a-z0-9/-]+)"/g)].map((match) => match[1] ?? "");
  const prefixes = new Set(["/v1", "/v1/", "/scim/v2", "/scim/v2/", "/docs", "/docs/"]);
  // The authorization server has a description of its own (RFC 8414).
  const isOAuth = (path: string) => path.startsWith("/oauth") || path.startsWith("/.well-known/");
  return found
    .filter((path) => !prefixes.has(path) && !isOAuth(path))
    .map((path) => path.replace(/^\/v1\/api/, ""));
}

describe("the OpenAPI document", () => {
  test("contains every route", () => {
    const isDocumented = ({ path, method }: (typeof routes)[number]) =>
      paths[path]?.[method.toLowerCase()] !== undefined;
    expect(routes.filter((route) => !isDocumented(route)).map(({ path }) => path)).toEqual([]);
  });

  test("contains every path that the front answers by itself", async () => {
    const found = await readListenerPaths();
    expect(found).toEqual(expect.arrayContaining(["/auth", "/livez", "/healthz", "/readyz", "/metrics"]));
    expect([...found, "/auth/with/{question}"].filter((path) => paths[path] === undefined)).toEqual([]);
  });

  test("has absolute server URLs with PUBLIC_URL, and no machine's address without it", () => {
    const listServers = (publicOrigin?: string) => {
      const document = JSON.stringify(createOpenApiDocument(routes, publicOrigin));
      return [...document.matchAll(/"servers":\[\{"url":"([^"]*)"/g)].map((match) => match[1]);
    };
    const absolute = listServers("https://console.example.com");
    expect(absolute[0]).toBe("https://console.example.com/v1/api");
    expect(absolute.filter((url) => url?.startsWith("https://console.example.com/") !== true)).toEqual([]);
    expect(new Set(listServers())).toEqual(new Set(["/v1/api", "/"]));
  });

  test("gives each operation a unique name", () => {
    const names = Object.values(paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId])),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(routes.map((route) => [route.operationId, route] as const))(
  "the example of %s",
  (name, route) => {
    const example = operationExamples[name];

    test("is a valid response of the route", () => {
      expect(route.success.schema.safeParse(example?.answer).error).toBeUndefined();
    });

    if (route.body !== undefined) {
      const { body } = route;
      test("is a valid request for the route", () => {
        expect(body.safeParse(example?.body).error).toBeUndefined();
      });
    }
  },
);

test("every example belongs to a route", () => {
  const names = new Set(routes.map(({ operationId }) => operationId));
  expect(Object.keys(operationExamples).filter((name) => !names.has(name))).toEqual([]);
});
