import { Fragment } from "react";
import { Time } from "#components/ui/format/time.tsx";

const parts = /(`[^`]*`|\d{4}-\d{2}-\d{2}T[\d:.]+Z)/;

/** A message of the API: names in backticks become code, and times are shown in the viewer's time zone. */
export function RichMessage({ text }: { text: string }) {
  return text.split(parts).map((part, index) => {
    // The parts of a fixed text never change their order.
    const key = `${index} ${part}`;
    if (part.startsWith("`")) {
      return (
        <code key={key} className="font-mono text-xs [overflow-wrap:anywhere]">
          {part.slice(1, -1)}
        </code>
      );
    }
    return parts.test(part) ? <Time key={key} at={part} /> : <Fragment key={key}>{part}</Fragment>;
  });
}
