/** Shows the parts of a text between backticks as code. */
export function InlineCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change order.
      <code key={index} className="rounded bg-sunken px-1 py-0.5 font-mono text-xs [overflow-wrap:anywhere]">
        {part}
      </code>
    ),
  );
}
