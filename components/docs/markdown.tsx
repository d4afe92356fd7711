import { slug } from "github-slugger";
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import type { ReactNode } from "react";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { Link } from "#components/ui/link.tsx";

const codeLabels: Record<string, string> = {
  sh: "Shell",
  js: "JavaScript",
  python: "Python",
  json: "JSON",
  nginx: "nginx",
  caddyfile: "Caddyfile",
  haproxy: "HAProxy",
  lua: "Lua",
  yaml: "YAML",
  regex: "Regular expression",
};

const linkClasses = "text-accent-text underline underline-offset-2 hover:no-underline";

/** Renders a guide as React elements. Text is never parsed as HTML. */
export function Markdown({ text, origin }: { text: string; origin: string }) {
  return (
    <article className="flex max-w-2xl flex-col gap-3 leading-6">
      {renderAll(lexer(showOrigin(text, origin)))}
    </article>
  );
}

/** Replaces the example origin with this console's, except in proxy configurations, which use the listening address. */
function showOrigin(text: string, origin: string): string {
  return text.replaceAll(
    /(^```(?:nginx|caddyfile|haproxy|lua|yaml)\n.*?^```$)|http:\/\/127\.0\.0\.1:3000/gms,
    (_match, proxyConfig?: string) => proxyConfig ?? origin,
  );
}

function renderAll(tokens: readonly Token[]): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a guide never change order.
  return tokens.map((token, index) => <Part key={index} token={token} />);
}

function Part(props: { token: Token }): ReactNode {
  const token = asMarkedToken(props.token);
  switch (token.type) {
    case "heading":
      return <Heading token={token} />;
    case "paragraph":
      return <p>{renderAll(token.tokens)}</p>;
    case "code":
      return <CodeBlock label={codeLabels[token.lang ?? ""] ?? "Text"} code={token.text} />;
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
          {token.text}
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
  if (token.depth === 1) {
    return (
      <h1 id={id} className="scroll-mt-20 font-semibold text-2xl">
        {renderAll(token.tokens)}
      </h1>
    );
  }
  return (
    <h2 id={id} className="mt-6 scroll-mt-20 font-semibold text-lg">
      {renderAll(token.tokens)}
    </h2>
  );
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item) => (
    <li key={item.raw} className="[&>figure]:my-2">
      {renderAll(item.tokens)}
    </li>
  ));
  if (token.ordered) return <ol className="flex list-decimal flex-col gap-1 pl-5">{items}</ol>;
  return <ul className="flex list-disc flex-col gap-1 pl-5">{items}</ul>;
}

function DataTable({ token }: { token: Tokens.Table }) {
  const columns = token.header.map(({ text }, index) => ({
    key: String(index),
    label: text === "" ? "Meaning" : text,
    isLabelHidden: text === "",
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
              className="align-top max-sm:col-span-2 max-sm:[overflow-wrap:anywhere]"
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
