import { clsx } from "clsx";

interface CutTextProps {
  text: string;
  className?: string;
}

/** A name on one line, shortened at its end, also for names that are written from right to left. */
export function CutText({ text, className }: CutTextProps) {
  return (
    <span dir="auto" title={text} className={clsx("block truncate text-left", className)}>
      {text}
    </span>
  );
}
