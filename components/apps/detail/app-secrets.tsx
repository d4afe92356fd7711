"use client";

import { TriangleAlert } from "lucide-react";
import { useAppActions } from "#components/apps/actions/app-actions.tsx";
import { AppButton } from "#components/apps/actions/app-button.tsx";
import { getKeylessPath } from "#components/apps/app-path.ts";
import { canEnd, isKeyless, isWorking, listLeaverSecrets } from "#components/apps/app-state.ts";
import { appTexts } from "#components/apps/texts.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { Badge } from "#components/ui/display/badge.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.secrets;

const columns = [
  { key: "secret", label: texts.secret },
  { key: "status", label: texts.status },
  { key: "created", label: texts.created },
  { key: "lastUsed", label: texts.lastUsed },
  { key: "ends", label: texts.ends },
  { key: "actions", label: texts.actions, isLabelHidden: true },
];

interface SecretRowProps {
  secret: AppDto["secrets"][number];
  page: AppPageData;
  nowMs: number;
}

function Status({ secret, page, nowMs }: SecretRowProps) {
  if (page.app.status === "deleted" || !isWorking(secret, nowMs)) return <Badge>{texts.ended}</Badge>;
  if (secret.endsAt !== null) return <Badge tone="accent">{texts.inGracePeriod}</Badge>;
  return <Badge tone="good">{texts.current}</Badge>;
}

function SecretRow({ secret, page, nowMs }: SecretRowProps) {
  const dialogs = useAppActions();
  const { app, canWrite, now } = page;
  const isEndable = canEnd(app, secret, nowMs);
  const isLeavers = listLeaverSecrets(app, nowMs).includes(secret);
  return (
    <TableRow>
      <TableCell className="max-sm:col-span-2">
        <code className="whitespace-nowrap font-mono text-xs">{secret.hint}</code>
        {isLeavers ? (
          <span className="mt-1 flex items-start gap-1.5 text-warn text-xs">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
            {appTexts.leaver.text}
          </span>
        ) : null}
      </TableCell>
      <TableCell label={texts.status}>
        <Status secret={secret} page={page} nowMs={nowMs} />
      </TableCell>
      <TableCell label={texts.created}>
        <Time at={secret.createdAt} style="day" />
        {secret.creator.name === null ? null : (
          <span className="block max-w-40 truncate text-muted text-xs" title={secret.creator.name} dir="auto">
            {secret.creator.name}
          </span>
        )}
      </TableCell>
      <TableCell label={texts.lastUsed}>
        {secret.lastUsedAt === null ? (
          <span className="text-muted">{texts.never}</span>
        ) : (
          <RelativeTime at={secret.lastUsedAt} serverNow={now} />
        )}
      </TableCell>
      <TableCell label={texts.ends} className="[&_time]:whitespace-normal">
        {secret.endsAt === null ? (
          <span className="text-muted">{texts.withApp}</span>
        ) : (
          <Time at={secret.endsAt} style="near" />
        )}
      </TableCell>
      <TableCell isEmpty={!isEndable} className="text-right max-sm:col-span-2">
        {isEndable ? (
          <AppButton
            app={app}
            canWrite={canWrite}
            action="endSecret"
            label={texts.endOf(secret.hint)}
            className="max-sm:w-full"
            onPress={(opener) => dialogs.show({ kind: "endSecret", app, secret }, opener)}
          >
            {texts.end}
          </AppButton>
        ) : null}
      </TableCell>
    </TableRow>
  );
}

/** The recent secrets of the app: which of them work, until when, and how to end one. */
export function AppSecrets({ page }: { page: AppPageData }) {
  // The clock moves in steps, and may be behind a secret that was just ended.
  const nowMs = Math.max(useClock() ?? 0, Date.parse(page.now));
  const { secrets } = page.app;
  if (isKeyless(page.app)) return <NoSecret page={page} />;
  // An app with public keys may never have had one.
  if (secrets.length === 0) return null;
  return (
    <Section id="secrets" title={texts.title} intro={texts.intro}>
      <Table label={texts.table} columns={columns}>
        {secrets.map((secret) => (
          <SecretRow key={secret.id} secret={secret} page={page} nowMs={nowMs} />
        ))}
      </Table>
    </Section>
  );
}

/** Where the app gets tokens instead. */
function NoSecret({ page: { app, team } }: { page: AppPageData }) {
  return (
    <Section
      id="secrets"
      title={texts.title}
      intro={
        <>
          {texts.none}{" "}
          <Link
            href={getKeylessPath(team.slug, app.id)}
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.rules}
          </Link>
        </>
      }
    />
  );
}
