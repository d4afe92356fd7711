import { clsx } from "clsx";
import { slug } from "github-slugger";
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import type { ReactNode } from "react";
import { CodePanel } from "#components/code/code-panel.tsx";
import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import { LanguageTabs } from "#components/code/language-tabs.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { Link } from "#components/ui/link.tsx";
import { HeadingAnchor } from "./heading-anchor.tsx";
import { docsTexts } from "./texts.ts";

const codeLabels: Record<string, string> = {
  sh: "Shell",
  bash: "Shell",
  js: "JavaScript",
  python: "Python",
  json: "JSON",
  nginx: "nginx",
  caddyfile: "Caddyfile",
  haproxy: "HAProxy",
  lua: "Lua",
  yaml: "YAML",
  sql: "SQL",
  url: "URL",
  regex: "Regular expression",
};

const linkClasses = "text-accent-text underline underline-offset-2 hover:no-underline";

/** Renders a guide as React elements. Text is never parsed as HTML. */
export function Markdown({ text, origin }: { text: string; origin: string }) {
  return (
    <article className="flex min-w-0 flex-col gap-4 text-[0.9375rem] leading-7 [&>h1+p]:text-[1.0625rem] [&>h1+p]:text-muted">
      {renderAll(lexer(showOrigin(text, origin)))}
    </article>
  );
}

export interface GuideHeading {
  id: string;
  text: string;
  depth: number;
}

/** The headings below the title, for the list of what is on a page. */
export function listHeadings(text: string): GuideHeading[] {
  return lexer(text)
    .map(asMarkedToken)
    .filter((token) => token.type === "heading")
    .filter(({ depth }) => depth > 1)
    .map((token) => ({ id: slug(token.text), text: token.text.replaceAll("`", ""), depth: token.depth }));
}

/** Replaces the example origin with this console's, except in proxy configurations, which use the listening address. */
function showOrigin(text: string, origin: string): string {
  return text.replaceAll(
    /(^```(?:nginx|caddyfile|haproxy|lua|yaml)\n.*?^```$)|http:\/\/127\.0\.0\.1:3000/gms,
    (_match, proxyConfig?: string) => proxyConfig ?? origin,
  );
}

function renderAll(tokens: readonly Token[]): ReactNode[] {
  return groupSamples(tokens).map((group, index) => {
    const [first] = group;
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of a guide never change order.
    if (group.length > 1) return <Samples key={index} samples={group.filter(isCode)} />;
    return first === undefined ? null : <Part key={index} token={first} />;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: the parts of a guide never change order.
  });
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === "code";
}

const tabLanguages = ["sh", "js", "python"];

/** Samples in different languages without text between them show the same request. */
function groupSamples(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [];
  for (const token of tokens) {
    if (token.type === "space") continue;
    const last = groups.at(-1);
    const languages = last?.map((other) => (isCode(other) ? (other.lang ?? "") : "")) ?? [""];
    const isNext =
      isCode(token) &&
      !languages.includes(token.lang ?? "") &&
      [...languages, token.lang ?? ""].every((language) => tabLanguages.includes(language));
    if (isNext) last?.push(token);
    else groups.push([token]);
  }
  return groups;
}

/** Commands that only send a request are called curl, as in the API reference. */
function labelCode({ lang = "", text }: Tokens.Code): string {
  if (lang === "sh" && text.startsWith("curl ")) return "curl";
  return codeLabels[lang] ?? "Text";
}

function Samples({ samples }: { samples: readonly Tokens.Code[] }) {
  const tabs = samples.map((sample) => ({
    language: labelCode(sample),
    code: <HighlightedCode code={sample.text} language={sample.lang ?? ""} />,
  }));
  return <LanguageTabs label={docsTexts.languages} tabs={tabs} />;
}

function Part(props: { token: Token }): ReactNode {
  const token = asMarkedToken(props.token);
  switch (token.type) {
    case "heading":
      return <Heading token={token} />;
    case "paragraph":
      return <p>{renderAll(token.tokens)}</p>;
    case "code":
      return <CodePanel label={labelCode(token)} language={token.lang ?? ""} code={token.text} />;
    case "list":
      return <List token={token} />;
    case "table":
      return <DataTable token={token} />;
    case "strong":
      return <strong className="font-semibold">{renderAll(token.tokens)}</strong>;
    case "em":
      return <em>{renderAll(token.tokens)}</em>;
    case "codespan":
      return (
        <code className="rounded bg-sunken px-1 py-0.5 font-mono text-xs [overflow-wrap:anywhere]">
          {breakLongName(token.text)}
        </code>
      );
    case "link":
      return <DocLink token={token} />;
    case "text":
      return token.tokens === undefined ? unescapeText(token.text) : renderAll(token.tokens);
    case "escape":
      return token.text;
    default:
      return null;
  }
}

/** Safe, because only lexer extensions create other tokens, and none are used. */
function asMarkedToken(token: Token): MarkedToken {
  return token as MarkedToken;
}

const minLongName = 25;

/** Lets the browser break a long name, such as that of a metric, between its words instead of inside one. */
function breakLongName(text: string): ReactNode {
  if (text.length < minLongName || text.includes(" ")) return text;
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name never change order.
  return text.split(/(?<=[_,/])|(?=\{)/).map((part, i) => [i > 0 && <wbr key={i} />, part]);
}

function unescapeText(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function Heading({ token }: { token: Tokens.Heading }) {
  const id = slug(token.text);
  const content = renderAll(token.tokens);
  if (token.depth === 1) {
    return (
      <h1 id={id} className="scroll-mt-20 font-semibold text-[1.75rem] leading-9 tracking-tight">
        {content}
      </h1>
    );
  }
  const isSection = token.depth === 2;
  return (
    <div className={clsx("group flex items-baseline gap-1", isSection ? "mt-8" : "mt-3")}>
      {isSection ? (
        <h2 id={id} className="scroll-mt-20 font-semibold text-xl tracking-tight">
          {content}
        </h2>
      ) : (
        <h3 id={id} className="scroll-mt-20 font-semibold text-base">
          {content}
        </h3>
      )}
      <HeadingAnchor id={id} name={token.text} />
    </div>
  );
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item) => (
    <li key={item.raw} className="pl-1 marker:text-muted [&>figure]:my-3 [&>p+p]:mt-2">
      {renderAll(item.tokens)}
    </li>
  ));
  if (token.ordered) {
    // After a code block, a list goes on with another number.
    const start = token.start === "" || token.start === 1 ? undefined : token.start;
    return (
      <ol start={start} className="flex list-decimal flex-col gap-1.5 pl-5">
        {items}
      </ol>
    );
  }
  return <ul className="flex list-disc flex-col gap-1.5 pl-5">{items}</ul>;
}

function DataTable({ token }: { token: Tokens.Table }) {
  const columns = token.header.map(({ text }, index) => ({
    key: String(index),
    label: text === "" ? "Meaning" : text,
    isLabelHidden: text === "",
    // Headings can be whole sentences.
    className: "whitespace-normal!",
  }));
  return (
    <Table label={columns.map(({ label }) => label).join(", ")} columns={columns}>
      {token.rows.map((row) => (
        <TableRow key={row.map(({ text }) => text).join("|")}>
          {row.map((cell, index) => (
            <TableCell
              key={columns[index]?.key}
              label={columns[index]?.label}
              isEmpty={cell.text === ""}
              className="align-top leading-6 max-sm:col-span-2 max-sm:[overflow-wrap:anywhere]"
            >
              {renderAll(cell.tokens)}
            </TableCell>
          ))}
        </TableRow>
      ))}
    </Table>
  );
}

/** Guides link to each other by file name, as in the repository. */
function DocLink({ token }: { token: Tokens.Link }) {
  const href = token.href.replace(/^([a-z-]+)\.md(?=#|$)/, "/docs/$1");
  return (
    <Link href={href} className={linkClasses}>
      {renderAll(token.tokens)}
    </Link>
  );
}
