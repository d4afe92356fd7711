import { ChevronRight } from "lucide-react";
import { firstStepsTexts } from "#components/first-steps/texts.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.start;

/** The last of the first steps, for a team of one that already has usage. */
export function InviteHint({ teamSlug }: { teamSlug: string }) {
  const { title, text } = firstStepsTexts.invite;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-dashed px-4 py-3">
      <p className="min-w-0 text-sm">
        <span className="font-medium">{title}.</span> <span className="text-muted">{text}</span>
      </p>
      <ButtonLink href={`/t/${encodeURIComponent(teamSlug)}/settings/members#invite`}>
        {firstStepsTexts.invite.action}
      </ButtonLink>
    </div>
  );
}

const previewHeights = [34, 52, 44, 66, 60, 40, 30, 62, 74, 70, 88, 80, 58, 48, 84, 98];

/** Beside the first steps: what the page will show, and guides. */
export function FirstStepsAside() {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section aria-labelledby="preview" className="rounded-lg border border-dashed p-4">
        <h2 id="preview" className="font-semibold text-base">
          {texts.preview}
        </h2>
        <div aria-hidden="true" className="mt-4 flex h-28 items-end gap-2 border-b">
          {previewHeights.map((height) => (
            <span key={height} className="flex-1 rounded-t-sm bg-sunken" style={{ height: `${height}%` }} />
          ))}
        </div>
        <p className="mt-3 text-muted text-sm">{texts.previewText}</p>
      </section>
      <Card id="learn" title={texts.learn}>
        <ul>
          {texts.guides.map(({ href, title, text }) => (
            <li key={href} className="border-b last:border-b-0">
              <Link href={href} className="flex items-center gap-3 px-4 py-2.5 hover:bg-surface">
                <span className="min-w-0 flex-1">
                  <span className="block font-medium text-sm">{title}</span>
                  <span className="block text-muted text-xs">{text}</span>
                </span>
                <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
