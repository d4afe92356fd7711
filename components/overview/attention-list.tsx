import { Clock, Moon, RefreshCw, UserX } from "lucide-react";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.attention;

const icons = {
  expiring: Clock,
  old_secret_used: RefreshCw,
  never_used: Moon,
  cannot_manage: UserX,
} as const;

interface AttentionKey {
  id: string;
  name: string;
  hint: string;
  reason: keyof typeof icons;
  endsAt: string | null;
  createdAt: string;
}

interface AttentionListProps {
  keys: readonly AttentionKey[];
  keysPath: string;
  now: string;
}

/** Keys that need attention, each with the reason. */
export function AttentionList({ keys, keysPath, now }: AttentionListProps) {
  return (
    <section aria-labelledby="attention">
      <h2 id="attention" className="mb-3 font-semibold text-base">
        {texts.title}
      </h2>
      {keys.length === 0 ? (
        <p className="rounded-lg border px-4 py-3 text-muted text-sm">{texts.none}</p>
      ) : (
        <ul className="rounded-lg border bg-raised">
          {keys.map((key) => (
            <AttentionRow key={key.id} listed={key} keysPath={keysPath} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AttentionRow({
  listed,
  keysPath,
  now,
}: Omit<AttentionListProps, "keys"> & { listed: AttentionKey }) {
  const { id, name, hint, reason, endsAt, createdAt } = listed;
  const Icon = icons[reason];
  return (
    <li className="flex items-start gap-3 border-b px-4 py-3 last:border-b-0">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <Link
          href={`${keysPath}/${id}`}
          className="rounded-sm font-medium text-sm [overflow-wrap:anywhere] hover:underline"
        >
          {name}
        </Link>
        <p className="text-muted text-xs leading-5">
          {texts[reason]} <RelativeTime at={endsAt ?? createdAt} serverNow={now} /> ·{" "}
          <code className="font-mono">{hint}</code>
        </p>
      </div>
    </li>
  );
}
