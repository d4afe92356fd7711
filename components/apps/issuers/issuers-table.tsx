"use client";

import type { IssuersPageData } from "#components/apps/view-data.ts";
import { NameCell } from "#components/resources/resource-cells.tsx";
import { RowMenu } from "#components/shell/row-menu.tsx";
import { ActionsCell, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { issuerPresets } from "#lib/domain/federation/presets.ts";
import { issuerTexts as texts } from "./texts.ts";

const { columns: labels } = texts;

const columns = [
  { key: "name", label: labels.name },
  { key: "kind", label: labels.kind },
  { key: "keys", label: labels.keys },
  { key: "rules", label: labels.rules },
  { key: "added", label: labels.added },
  { key: "actions", label: labels.actions, isLabelHidden: true, isPinned: true },
];

interface IssuersTableProps {
  page: Pick<IssuersPageData, "issuers" | "canWrite" | "now">;
  onStart: (kind: "edit" | "delete", issuer: TrustedIssuerDto, opener: HTMLElement | null) => void;
}

export function IssuersTable({ page, onStart }: IssuersTableProps) {
  return (
    <Table label={texts.table} columns={columns}>
      {page.issuers.map((issuer) => (
        <TableRow key={issuer.id}>
          <NameCell name={issuer.name} detail={issuer.issuer} href={undefined} />
          <TableCell label={labels.kind} className="sm:whitespace-nowrap">
            {issuerPresets[issuer.preset].name}
          </TableCell>
          <TableCell label={labels.keys} className="sm:whitespace-nowrap">
            {issuer.jwks === null ? (
              <span className="text-muted">{texts.discovered}</span>
            ) : (
              texts.uploaded(issuer.jwks.keys.length)
            )}
          </TableCell>
          <TableCell label={labels.rules} className="tabular-nums">
            {formatCount(issuer.ruleCount)}
          </TableCell>
          <TableCell label={labels.added} className="sm:whitespace-nowrap">
            <RelativeTime at={issuer.createdAt} serverNow={page.now} />
          </TableCell>
          <ActionsCell>
            <RowMenu
              label={texts.actionsFor(issuer.name)}
              editLabel={texts.edit}
              removeLabel={texts.remove}
              disabledReason={page.canWrite ? undefined : texts.readOnly}
              onEdit={(opener) => onStart("edit", issuer, opener)}
              onRemove={(opener) => onStart("delete", issuer, opener)}
            />
          </ActionsCell>
        </TableRow>
      ))}
    </Table>
  );
}
