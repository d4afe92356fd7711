import { clsx } from "clsx";
import { CodeFrame } from "./code-frame.tsx";
import { HighlightedCode } from "./highlighted-code.tsx";
import { preClasses } from "./pre-classes.ts";

interface CodePanelProps {
  label: string;
  /** The language as after a Markdown fence. */
  language: string;
  code: string;
  className?: string;
}

/** Code in one language, colored on the server. */
export function CodePanel({ label, language, code, className }: CodePanelProps) {
  return (
    <CodeFrame title={<span className="truncate">{label}</span>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
      <pre tabIndex={0} className={clsx(preClasses, className)}>
        <HighlightedCode code={code} language={language} />
      </pre>
    </CodeFrame>
  );
}
