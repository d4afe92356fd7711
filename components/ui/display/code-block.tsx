"use client";

import { CopyButton } from "#components/ui/button/copy-button.tsx";

/** Code with a copy button. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <figure className="overflow-hidden rounded-lg border bg-surface">
      <figcaption className="flex items-center justify-between gap-2 border-b py-1 pr-1 pl-3 text-muted text-xs">
        {label}
        <CopyButton variant="quiet" getText={() => code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto p-3 font-mono text-xs leading-5">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
