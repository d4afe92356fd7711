import { readdirSync, readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

const folder = new URL("../../docs/", import.meta.url);
/** Documents for contributors, which the console doesn't show. */
const forContributors = ["architecture.md"];
const guides = readdirSync(folder)
  .filter((file) => file.endsWith(".md") && !forContributors.includes(file))
  .map((file) => file.replace(/\.md$/, ""));

function render(text: string): string {
  return renderToStaticMarkup(<Markdown text={text} origin="https://console.example" />);
}

function findAll(html: string, attribute: "id" | "href"): string[] {
  return [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) => value);
}

const pages = new Map(
  guides.map((name) => [name, render(readFileSync(new URL(`${name}.md`, folder), "utf8"))]),
);
const ids = new Map([...pages].map(([name, html]) => [name, findAll(html, "id")]));

/** Why a link of a guide leads nowhere, or null. */
function findLinkProblem(from: string, href: string): string | null {
  if (/^https?:\/\//.test(href) || href === "/docs/api") return null;
  const target = /^(?:\/docs\/(?<page>[a-z-]+))?(?:#(?<anchor>.+))?$/.exec(href)?.groups;
  const anchor = target?.anchor;
  const anchors = target === undefined ? undefined : ids.get(target.page ?? from);
  if (anchors === undefined) return "no such page";
  return anchor === undefined || anchors.includes(anchor) ? null : "no such heading";
}

test.each([
  ["1. Generate a key", "1-generate-a-key"],
  ["Gateway API (Envoy Gateway)", "gateway-api-envoy-gateway"],
  ["What a `429` means", "what-a-429-means"],
  ["Keys & secrets", "keys--secrets"],
  ["If it can't start", "if-it-cant-start"],
  ["The header X-Auth_Key", "the-header-x-auth_key"],
])("gives the heading %j the anchor it has on GitHub", (heading, anchor) => {
  expect(render(`## ${heading}`)).toContain(`id="${anchor}"`);
});

test("links to another guide, with and without an anchor", () => {
  expect(findAll(render("[a](operations.md#redis), [b](rotation.md), [c](#email)"), "href")).toEqual([
    "/docs/operations#redis",
    "/docs/rotation",
    "#email",
  ]);
});

test("a list goes on with its number after a code block", () => {
  const html = render("1. a\n2. b\n\n```bash\nls\n```\n\n3. c\n");
  expect(html).toContain('<ol start="3"');
  expect(html.match(/<ol start/g)).toHaveLength(1);
  expect(html).toContain("Shell");
});

test("a long name can only break between its words", () => {
  const html = render("`byteengine_database_query_duration_seconds{pool}` and `METRICS_TOKEN`");
  expect(html).toContain("byteengine_<wbr/>database_<wbr/>query_<wbr/>duration_<wbr/>seconds<wbr/>{pool}");
  expect(html).toContain("METRICS_TOKEN");
});

describe.each(guides)("the guide %s", (name) => {
  test("has links that all lead to a page and a heading that exist", () => {
    const problems = findAll(pages.get(name) ?? "", "href")
      .map((href) => ({ href, problem: findLinkProblem(name, href) }))
      .filter(({ problem }) => problem !== null);
    expect(problems).toEqual([]);
  });

  test("has no two headings with the same anchor", () => {
    const anchors = ids.get(name) ?? [];
    expect(anchors).toEqual([...new Set(anchors)]);
  });
});
