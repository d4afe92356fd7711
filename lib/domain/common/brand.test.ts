import { readdir, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test, vi } from "vitest";

const names = ["ServiceError", "StartError", "ConfigError", "TextStream", "RequestFailed"] as const;

type ClassName = (typeof names)[number];

/** One copy of the modules, as Node or Next's bundle loads it. */
async function loadGraph() {
  vi.resetModules();
  const { ServiceError } = await import("./errors.ts");
  const { StartError } = await import("#lib/platform/process/start-error.ts");
  const { ConfigError } = await import("#lib/platform/settings/env.ts");
  const { TextStream } = await import("#lib/api/pipeline/define-route.ts");
  const { RequestFailed } = await import("#lib/platform/outbound/request-failed.ts");
  const { explainFailure } = await import("#lib/platform/runtime/explain-failure.ts");
  const chunks = { next: async () => ({ done: true as const, value: undefined }) };
  return {
    classes: { ServiceError, StartError, ConfigError, TextStream, RequestFailed },
    create: (name: ClassName) => {
      switch (name) {
        case "ServiceError":
          return new ServiceError("service_unavailable");
        case "StartError":
          return new StartError("The port is taken");
        case "ConfigError":
          return new ConfigError("PORT", "must be a whole number");
        case "TextStream":
          return new TextStream("text/csv", "events.csv", chunks);
        case "RequestFailed":
          return new RequestFailed("too_large");
      }
    },
    explainFailure,
  };
}

type Graph = Awaited<ReturnType<typeof loadGraph>>;

let first: Graph;
let second: Graph;

beforeAll(async () => {
  first = await loadGraph();
  second = await loadGraph();
});

function throwAndCatch(create: () => object): unknown {
  try {
    throw create();
  } catch (thrown) {
    return thrown;
  }
}

describe("a class used across the two module graphs", () => {
  test.each(names)("recognizes a %s from the other graph, in both directions", (name) => {
    expect(first.classes[name]).not.toBe(second.classes[name]);
    expect(throwAndCatch(() => first.create(name)) instanceof second.classes[name]).toBe(true);
    expect(throwAndCatch(() => second.create(name)) instanceof first.classes[name]).toBe(true);
  });

  test.each(names)("does not mistake a %s for another class", (name) => {
    const isA: Record<ClassName, readonly ClassName[]> = {
      ServiceError: ["ServiceError"],
      StartError: ["StartError"],
      ConfigError: ["ConfigError", "StartError"],
      TextStream: ["TextStream"],
      RequestFailed: ["RequestFailed"],
    };
    const created = first.create(name);
    const recognized = names.filter((other) => created instanceof second.classes[other]);
    expect([...recognized].sort()).toEqual([...isA[name]].sort());
    for (const value of [null, undefined, "text", {}, new Error("plain")]) {
      expect(value instanceof second.classes[name]).toBe(false);
    }
  });

  test("keeps its status in the other graph and logs nothing", () => {
    const logged: unknown[] = [];
    const logger = { error: (...line: unknown[]) => logged.push(line) };
    const answered = second.explainFailure(first.create("ServiceError"), logger);
    expect(answered).toMatchObject({ code: "service_unavailable", status: 503 });
    expect(logged).toEqual([]);
  });
});

/** Classes whose instances stay within one module graph. */
const neverCross = new Set(["ProtocolError", "InexactNumber", "AdminError", "AdminUsageError"]);

test("every class of this project that is used with instanceof has a brand", async () => {
  const sources = await readSources(["lib", "server", "app", "components"]);
  const tested = new Set([...sources.values()].flatMap((text) => matchAll(text, /\binstanceof (\w+)\b/g)));
  const unbranded = [...sources].flatMap(([file, text]) =>
    matchAll(text, /^(?:export )?class (\w+)/gm)
      .filter((name) => tested.has(name) && !neverCross.has(name) && !text.includes("hasBrand(value, "))
      .map((name) => `${file}: ${name}`),
  );
  expect(unbranded).toEqual([]);
});

test("a library's classes are recognized by name", async () => {
  const sources = await readSources(["lib", "server", "app", "components"]);
  const users = [...sources].filter(([, text]) => /instanceof (Prisma\.|DriverAdapterError)/.test(text));
  expect(users.map(([file]) => file)).toEqual([]);
});

function matchAll(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

async function readSources(folders: readonly string[]): Promise<Map<string, string>> {
  const files = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true });
      return entries.map((entry) => `${folder}/${entry}`);
    }),
  );
  const own = files.flat().filter((file) => /\.tsx?$/.test(file) && !file.includes("/generated/"));
  return new Map(await Promise.all(own.map(async (file) => [file, await readFile(file, "utf8")] as const)));
}
