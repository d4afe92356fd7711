import { CodePanel } from "#components/code/code-panel.tsx";
import { Link } from "#components/ui/link.tsx";
import { MethodBadge } from "./method-badge.tsx";
import { OldAnchors } from "./old-anchors.tsx";
import { splitSummary } from "./read/split-summary.ts";
import type { GroupView } from "./read/view-data.ts";
import { referenceTexts as texts } from "./texts.ts";

const linkClasses = "text-accent-text underline underline-offset-2 hover:no-underline";

interface ReferenceOverviewProps {
  groups: readonly GroupView[];
  origin: string;
}

/** The start of the API reference: what all requests have in common, and every operation. */
export function ReferenceOverview({ groups, origin }: ReferenceOverviewProps) {
  const operations = groups.flatMap(({ slug, operations }) =>
    operations.map(({ id }) => [id, slug] as const),
  );
  return (
    <>
      <OldAnchors groupsByOperation={Object.fromEntries(operations)} />
      <h1 className="font-semibold text-[1.75rem] leading-9 tracking-tight">{texts.title}</h1>
      <div className="mt-3 grid gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,30rem)]">
        <Conventions />
        <div className="flex min-w-0 flex-col gap-4">
          <CodePanel label={texts.baseUrl} language="text" code={`${origin}/v1/api`} />
          <CodePanel
            label={texts.authentication}
            language="sh"
            code={`curl ${origin}/v1/api/me \\\n  -H "Authorization: Bearer $BYTEENGINE_API_KEY"`}
          />
        </div>
      </div>
      <h2 className="mt-12 mb-4 font-semibold text-xl tracking-tight">{texts.operations}</h2>
      <div className="gap-4 md:columns-2">
        {groups.map((group) => (
          <GroupCard key={group.slug} group={group} />
        ))}
      </div>
    </>
  );
}

function Conventions() {
  return (
    <div className="flex min-w-0 flex-col gap-4 leading-7">
      <p className="text-[1.0625rem] text-muted">{texts.intro}</p>
      <p>{texts.authenticationText}</p>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 marker:text-muted">
        {Object.entries(texts.guides).map(([name, title]) => (
          <li key={name}>
            <Link href={`/docs/${name}`} className={linkClasses}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
      <p>
        {texts.documentText}{" "}
        <a href="/v1/api/openapi.json" className={linkClasses}>
          {texts.document}
        </a>
      </p>
    </div>
  );
}

function GroupCard({ group: { slug, name, text, operations } }: { group: GroupView }) {
  return (
    <section
      aria-labelledby={`group-${slug}`}
      className="mb-4 flex min-w-0 break-inside-avoid flex-col rounded-lg border"
    >
      <div className="border-b bg-surface px-4 py-3">
        <h3 id={`group-${slug}`} className="font-semibold text-base">
          <Link href={`/docs/api/${slug}`} className="hover:underline">
            {name}
          </Link>
        </h3>
        <p className="mt-0.5 text-muted text-sm">{text}</p>
      </div>
      <ul className="flex flex-col p-1.5">
        {operations.map(({ id, method, summary }) => (
          <li key={id}>
            <Link
              href={`/docs/api/${slug}#${id}`}
              className="flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1 text-sm hover:bg-sunken coarse:min-h-11"
            >
              <span className="min-w-0 flex-1">{splitSummary(summary).title}</span>
              <MethodBadge method={method} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
