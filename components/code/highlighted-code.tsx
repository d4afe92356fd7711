import { type CodeSpan, highlight } from "./highlight.ts";

const classes: Readonly<Record<NonNullable<CodeSpan["kind"]>, string>> = {
  comment: "text-code-comment",
  keyword: "text-code-keyword",
  string: "text-code-string",
  number: "text-code-number",
  name: "text-code-name",
  variable: "text-code-variable",
};

/** The lines of code in color, for a `pre`. Rendered only on the server, so browsers load no highlighter. */
export function HighlightedCode({ code, language }: { code: string; language: string }) {
  return (
    <code>
      {highlight(code, language).map((spans, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a sample never change order.
        <Line key={line} spans={spans} isFirst={line === 0} />
      ))}
    </code>
  );
}

function Line({ spans, isFirst }: { spans: readonly CodeSpan[]; isFirst: boolean }) {
  return (
    <>
      {isFirst ? null : "\n"}
      {spans.map(({ text, kind }, index) =>
        kind === undefined ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a line never change order.
          <span key={index} className={classes[kind]}>
            {text}
          </span>
        ),
      )}
    </>
  );
}
