import { CutText } from "#components/ui/display/cut-text.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** The keys that a bulk change is about. */
export function KeysList({ keys }: { keys: readonly KeyDto[] }) {
  return (
    <ul className="max-h-40 overflow-y-auto rounded-md border px-3 py-2 text-sm">
      {keys.map(({ id, name, hint }) => (
        <li key={id} className="flex justify-between gap-3 py-0.5">
          <CutText text={name} className="min-w-0" />
          <code className="shrink-0 font-mono text-muted text-xs leading-5">{hint}</code>
        </li>
      ))}
    </ul>
  );
}
