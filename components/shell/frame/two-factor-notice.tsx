import { ShieldAlert } from "lucide-react";
import { serverTexts } from "#components/shell/server-texts.ts";
import { Time } from "#components/ui/format/time.tsx";

const texts = serverTexts.twoFactorDue;

/** Above the pages of a team that will soon require two-factor authentication, for members who don't have it. */
export function TwoFactorNotice({ dueAt }: { dueAt: string }) {
  return (
    <p className="mb-5 flex items-start gap-2 rounded-lg border border-warn bg-surface px-3 py-2 text-sm">
      <ShieldAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
      <span>
        {texts.from} <Time at={dueAt} style="day" />
        {texts.until}{" "}
        <a
          href="/account/security"
          className="rounded-sm text-accent-text underline underline-offset-2 hover:no-underline"
        >
          {texts.turnOn}
        </a>
      </span>
    </p>
  );
}
