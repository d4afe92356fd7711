import { SearchX } from "lucide-react";
import { getRequestsPath } from "#components/requests/request-filters.ts";
import { requestTexts } from "#components/requests/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";

const texts = requestTexts.notFound;

/** In place of the explanation of a request that the log doesn't have, or that the viewer can't see. */
export function RequestNotFound({ teamSlug, requestId }: { teamSlug: string; requestId: string }) {
  const path = getRequestsPath(teamSlug);
  return (
    <>
      <Breadcrumbs trail={[{ label: requestTexts.title, href: path }]} current={texts.title} />
      <h1 className="mb-5 font-semibold text-xl">{texts.title}</h1>
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={texts.subtitle}
        actions={<ButtonLink href={path}>{texts.back}</ButtonLink>}
      >
        <code className="my-2 block font-mono text-xs [overflow-wrap:anywhere]">{requestId}</code>
        <p>{texts.text}</p>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-left">
          {texts.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </EmptyState>
    </>
  );
}
