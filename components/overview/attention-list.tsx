import { Clock, Moon, RefreshCw, UserX } from "lucide-react";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CutText } from "#components/ui/display/cut-text.tsx";
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
  /** The time that the reason is about. */
  at: string;
}

interface AttentionListProps {
  attention: { keys: readonly AttentionKey[]; total: number };
  /** The same page with all keys, or, if all are shown, with some. */
  otherHref: string;
  isAllShown: boolean;
  keysPath: string;
  now: string;
}

/** Keys that need attention, each with the reason. */
export function AttentionList({ attention, otherHref, isAllShown, keysPath, now }: AttentionListProps) {
  const { keys, total } = attention;
  const hasOther = isAllShown || total > keys.length;
  return (
    <Card
      id="attention"
      title={texts.title}
      note={total > keys.length ? texts.shown(keys.length, total) : undefined}
      action={
        hasOther ? (
          <Link
            href={otherHref}
            scroll={false}
            className="rounded-sm text-accent-text text-xs hover:underline"
          >
            {isAllShown ? texts.viewLess : texts.viewAll}
          </Link>
        ) : null
      }
    >
      {keys.length === 0 ? (
        <CardText>{texts.none}</CardText>
      ) : (
        <ul>
          {keys.map((key) => (
            <AttentionRow key={`${key.id} ${key.reason}`} listed={key} keysPath={keysPath} now={now} />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface AttentionRowProps {
  listed: AttentionKey;
  keysPath: string;
  now: string;
}

function AttentionRow({ listed, keysPath, now }: AttentionRowProps) {
  const { id, name, reason, at } = listed;
  const Icon = icons[reason];
  return (
    <li className="flex items-start gap-3 border-b px-4 py-2 last:border-b-0">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <Link href={`${keysPath}/${id}`} className="block rounded-sm font-medium text-sm hover:underline">
          <CutText text={name} />
        </Link>
        <p className="text-muted text-xs">
          {texts[reason]} <RelativeTime at={at} serverNow={now} />
        </p>
      </div>
    </li>
  );
}
