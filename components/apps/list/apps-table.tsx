// biome-ignore-all lint/a11y/noRedundantRoles: below 1024 px rows are cards, and changing `display` removes a table's implicit roles.

"use client";

import { clsx } from "clsx";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { AppMenu } from "#components/apps/actions/app-menu.tsx";
import type { AppDialogsState } from "#components/apps/actions/use-app-dialogs.ts";
import { getAppPath } from "#components/apps/app-path.ts";
import { describeProof, listLeaverSecrets } from "#components/apps/app-state.ts";
import { AppStatus } from "#components/apps/app-status.tsx";
import { appTexts } from "#components/apps/texts.ts";
import type { AppsPageData } from "#components/apps/view-data.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import { usePassFocus } from "#components/ui/use-pass-focus.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import styles from "./apps-table.module.css";

const columns = ["name", "status", "environment", "scopes", "proof", "lastToken", "menu"] as const;

type Column = (typeof columns)[number];

interface AppsTableProps {
  page: AppsPageData;
  dialogs: AppDialogsState;
}

export function AppsTable({ page, dialogs }: AppsTableProps) {
  return (
    <div className={styles.frame}>
      <table role="table" aria-label={appTexts.table} className={clsx("text-sm", styles.table)}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            {columns.map((column) => (
              <th key={column} role="columnheader" scope="col" className={styles[column]}>
                {column === "menu" ? (
                  <span className="sr-only">{appTexts.columns.actions}</span>
                ) : (
                  appTexts.columns[column]
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body}>
          {page.list.data.map((app) => (
            <AppRow key={app.id} app={app} page={page} dialogs={dialogs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The focus moves there when the row is removed: a deleted app isn't listed. */
function findNeighbor(row: HTMLElement): HTMLElement | null | undefined {
  const neighbor = row.nextElementSibling ?? row.previousElementSibling;
  return neighbor?.querySelector("a");
}

function AppRow({ app, page, dialogs }: AppsTableProps & { app: AppDto }) {
  const cells: Record<Column, ReactNode> = {
    name: <AppName app={app} teamSlug={page.team.slug} />,
    status: <AppStatus status={app.status} />,
    environment: <EnvironmentBadge slug={app.environment} environments={page.environments} />,
    scopes: app.scopes.length === 0 ? appTexts.noScopes : formatCount(app.scopes.length),
    proof: <Proof app={app} page={page} />,
    lastToken:
      app.lastTokenAt === null ? (
        <span className="text-muted">{appTexts.never}</span>
      ) : (
        <RelativeTime at={app.lastTokenAt} serverNow={page.now} />
      ),
    menu: <AppMenu app={app} canWrite={page.canWrite} dialogs={dialogs} />,
  };
  return (
    <tr
      ref={usePassFocus<HTMLTableRowElement>(findNeighbor)}
      role="row"
      className={clsx("bg-canvas hover:bg-surface", styles.row)}
    >
      {columns.map((column) => (
        <td key={column} role="cell" className={clsx(styles.cell, styles[column])}>
          {labeled.has(column) && column !== "menu" ? (
            <span className={clsx("mb-0.5 block text-muted text-xs", styles.label)}>
              {appTexts.columns[column]}
            </span>
          ) : null}
          {cells[column]}
        </td>
      ))}
    </tr>
  );
}

/** Values that say too little on a card without their label. */
const labeled: ReadonlySet<Column> = new Set(["scopes", "proof", "lastToken"]);

function AppName({ app, teamSlug }: { app: AppDto; teamSlug: string }) {
  const { id, name, description, kind, status } = app;
  const detail = description === "" ? appTexts.kinds[kind] : `${appTexts.kinds[kind]} · ${description}`;
  return (
    <>
      <Link
        href={getAppPath(teamSlug, id)}
        title={name}
        // A right-to-left name is cut at its own end, but starts where all others do.
        dir="auto"
        className={clsx(
          "block w-fit max-w-full truncate rounded-sm font-medium hover:underline",
          status !== "active" && "text-muted",
        )}
      >
        {name}
      </Link>
      <span className="block truncate text-muted text-xs leading-4" title={detail}>
        {detail}
      </span>
    </>
  );
}

function Proof({ app, page }: { app: AppDto; page: AppsPageData }) {
  const nowMs = Date.parse(page.now);
  const { text, isHint } = describeProof(app, nowMs);
  const leaverCount = listLeaverSecrets(app, nowMs).length;
  return (
    <>
      <span className={clsx("block truncate", isHint && "font-mono text-xs")} title={text}>
        {text}
      </span>
      {leaverCount === 0 ? null : (
        <Badge tone="warn" className="mt-0.5" icon={<TriangleAlert aria-hidden="true" />}>
          {appTexts.leaver.short}
        </Badge>
      )}
    </>
  );
}
