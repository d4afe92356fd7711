import { createJavaScriptRegexEngine } from "@shikijs/engine-javascript";
import bash from "@shikijs/langs/bash";
import javascript from "@shikijs/langs/javascript";
import json from "@shikijs/langs/json";
import lua from "@shikijs/langs/lua";
import python from "@shikijs/langs/python";
import sql from "@shikijs/langs/sql";
import yaml from "@shikijs/langs/yaml";
import { codeToTokensBase, createShikiPrimitive } from "@shikijs/primitive";

// Runs only on the server: the browser gets finished spans.

/** What a piece of code is, for its color. The classes are in app/globals.css. */
const kinds = {
  comment: ["comment", "punctuation.definition.comment"],
  keyword: [
    "keyword",
    "storage",
    "constant.language",
    "keyword.operator.expression",
    "keyword.operator.new",
    "variable.language",
  ],
  string: ["string", "punctuation.definition.string", "meta.attribute-selector", "string.unquoted"],
  number: ["constant.numeric", "constant.character.escape"],
  name: [
    "entity.name.function",
    "support.function",
    "meta.function-call.generic",
    "entity.name.command",
    "entity.name.type",
    "entity.name.tag",
    "support.type.property-name",
    "support.class",
  ],
  variable: [
    "variable.other.normal",
    "punctuation.definition.variable",
    "variable.parameter",
    "variable.other.bracket",
  ],
  plain: ["keyword.operator", "punctuation", "string.unquoted.argument", "meta.template.expression"],
} as const;

type Kind = keyof typeof kinds;

export interface CodeSpan {
  text: string;
  /** Undefined for text in the default color. */
  kind?: Exclude<Kind, "plain">;
}

/** A grammar gives each span a color, so each kind gets one that stands for it. */
const kindsByColor = new Map<string, Kind>(
  (Object.keys(kinds) as Kind[]).map((kind, index) => [`#00000${index + 1}`, kind]),
);

const theme = {
  name: "kinds",
  type: "light" as const,
  fg: "#000000",
  bg: "#ffffff",
  settings: [...kindsByColor].map(([foreground, kind]) => ({
    scope: [...kinds[kind]],
    settings: { foreground },
  })),
};

/** For configurations of proxies: a directive at the start of each line, then its arguments. */
const directives = {
  name: "directives",
  scopeName: "source.directives",
  repository: {},
  patterns: [
    { match: "#.*$", name: "comment" },
    { match: "^\\s*([@\\w.-]+)", captures: { 1: { name: "entity.name.function" } } },
    { match: "\"[^\"]*\"|'[^']*'", name: "string" },
    { match: "\\$\\w+|\\{[\\w.-]+\\}", name: "variable.parameter" },
    { match: "(?<![\\w.:/-])\\d+(?:ms|[smhk])?(?![\\w.:/-])", name: "constant.numeric" },
  ],
};

/** The grammar of a fenced block's language. Blocks in other languages aren't colored. */
const grammars: Readonly<Record<string, string>> = {
  sh: "bash",
  // Commands for another machine, which the tests of the guides do not run.
  bash: "bash",
  js: "javascript",
  python: "python",
  json: "json",
  nginx: "directives",
  caddyfile: "directives",
  haproxy: "directives",
  lua: "lua",
  yaml: "yaml",
  sql: "sql",
};

const createHighlighter = () =>
  createShikiPrimitive({
    langs: [bash, javascript, json, lua, python, sql, yaml, directives].flat(),
    themes: [theme],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });

let highlighter: ReturnType<typeof createHighlighter> | undefined;

/** Pages fetched by Next's client are rendered again each time, and coloring is most of their cost. */
const colored = new Map<string, CodeSpan[][]>();
const maxColored = 1_000;

/** Splits code into lines of colored spans. Grammars are compiled on first use. */
export function highlight(code: string, language: string): readonly CodeSpan[][] {
  const lang = grammars[language];
  if (lang === undefined) return code.split("\n").map((text) => [{ text }]);
  const key = `${lang} ${code}`;
  const known = colored.get(key);
  if (known !== undefined) return known;
  highlighter ??= createHighlighter();
  const lines = codeToTokensBase(highlighter, code, {
    lang,
    theme: theme.name,
    // By default, a line that takes long on a busy machine stays partly without color.
    tokenizeTimeLimit: 0,
  }).map(joinSpans);
  // The samples contain the origin the reader uses, so their number has no limit.
  if (colored.size >= maxColored) colored.clear();
  colored.set(key, lines);
  return lines;
}

function joinSpans(tokens: readonly { content: string; color?: string }[]): CodeSpan[] {
  const spans: CodeSpan[] = [];
  for (const { content: text, color } of tokens) {
    const kind = kindsByColor.get(color?.toLowerCase() ?? "");
    const last = spans.at(-1);
    const shown = kind === "plain" ? undefined : kind;
    if (last !== undefined && (last.kind === shown || text.trim() === "")) last.text += text;
    else spans.push(shown === undefined ? { text } : { text, kind: shown });
  }
  return spans;
}
