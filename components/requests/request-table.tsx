import { clsx } from "clsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { RequestDto } from "#lib/contract/keys/requests.ts";
import { CopyRequestId } from "./copy-request-id.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { getRequestPath } from "./request-filters.ts";
import { requestTexts as texts } from "./texts.ts";

interface RequestTableProps {
  requests: readonly RequestDto[];
  teamSlug: string;
  /** Whether all requests are of one key, which then need not be named. */
  isOfOneKey?: boolean;
}

function listColumns(isOfOneKey: boolean): Column[] {
  const { time, outcome, key, permission, address, service, requestId } = texts.columns;
  return [
    { key: "time", label: time },
    { key: "outcome", label: outcome },
    ...(isOfOneKey ? [] : [{ key: "key", label: key }]),
    { key: "permission", label: permission },
    { key: "address", label: address },
    { key: "service", label: service },
    { key: "requestId", label: requestId },
  ];
}

/** The last requests, each with a link to its explanation. */
export function RequestTable({ requests, teamSlug, isOfOneKey = false }: RequestTableProps) {
  return (
    <>
      <div className="max-lg:hidden">
        <Table label={texts.list} columns={listColumns(isOfOneKey)}>
          {requests.map((request) => (
            <RequestRow key={request.id} request={request} teamSlug={teamSlug} isOfOneKey={isOfOneKey} />
          ))}
        </Table>
      </div>
      <ul aria-label={texts.list} className="rounded-lg border lg:hidden">
        {requests.map((request) => (
          <RequestCard key={request.id} request={request} teamSlug={teamSlug} isOfOneKey={isOfOneKey} />
        ))}
      </ul>
    </>
  );
}

interface RequestRowProps {
  request: RequestDto;
  teamSlug: string;
  isOfOneKey: boolean;
}

function OutcomeLink({ request, teamSlug }: Pick<RequestRowProps, "request" | "teamSlug">) {
  return (
    <Link
      href={getRequestPath(teamSlug, request.id)}
      className="rounded-sm after:absolute after:inset-0 after:content-['']"
    >
      <OutcomeBadge outcome={request.outcome} />
    </Link>
  );
}

/** The whole row opens the explanation; the controls inside lie above its link. */
function RequestRow({ request, teamSlug, isOfOneKey }: RequestRowProps) {
  const { id, at, address, more } = request;
  return (
    <TableRow className="relative">
      <TableCell className="text-muted">
        <Time at={at} style="log" />
      </TableCell>
      <TableCell>
        <span className="-my-1 flex flex-col items-start">
          <OutcomeLink request={request} teamSlug={teamSlug} />
          {more === 0 ? null : <span className="px-1.5 text-muted text-xs">{texts.more(more)}</span>}
        </span>
      </TableCell>
      {isOfOneKey ? null : (
        <TableCell className="max-w-52">
          <KeyName request={request} teamSlug={teamSlug} />
        </TableCell>
      )}
      <TableCell className="max-w-52">
        <Permissions permissions={request.permissions} />
      </TableCell>
      <TableCell className="max-w-44">
        <Code text={address} />
      </TableCell>
      <TableCell className="max-w-44">
        <Service request={request} />
      </TableCell>
      <TableCell>
        <CopyRequestId id={id} />
      </TableCell>
    </TableRow>
  );
}

/** Below the width of the table: the same in three short lines. */
function RequestCard({ request, teamSlug, isOfOneKey }: RequestRowProps) {
  const { id, at, address, more, permissions } = request;
  return (
    <li className="relative flex flex-col gap-1 border-b px-3.5 py-2.5 text-sm last:border-b-0 hover:bg-surface">
      <div className="flex items-center justify-between gap-3">
        <OutcomeLink request={request} teamSlug={teamSlug} />
        <span className="text-muted text-xs">
          <Time at={at} style="log" />
        </span>
      </div>
      {isOfOneKey ? null : <KeyName request={request} teamSlug={teamSlug} isInline />}
      <div className="flex items-center justify-between gap-3">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-3 text-muted">
          {permissions.length === 0 ? null : <Permissions permissions={permissions} />}
          {address === null ? null : <Code text={address} />}
          {more === 0 ? null : <span className="text-xs">{texts.more(more)}</span>}
        </span>
        <CopyRequestId id={id} />
      </div>
    </li>
  );
}

function Code({ text }: { text: string | null }) {
  if (text === null) return <span className="text-muted">{texts.none}</span>;
  return (
    <code title={text} className="block truncate font-mono text-xs">
      {text}
    </code>
  );
}

function Permissions({ permissions }: { permissions: readonly string[] }) {
  const [first, ...others] = permissions;
  if (first === undefined) return <Code text={null} />;
  return (
    <span title={permissions.join(", ")} className="flex min-w-0 items-baseline gap-1.5">
      <code className="truncate font-mono text-xs">{first}</code>
      {others.length === 0 ? null : <span className="shrink-0 text-muted text-xs">+{others.length}</span>}
    </span>
  );
}

interface KeyNameProps {
  request: RequestDto;
  teamSlug: string;
  /** The environment beside the name instead of below it. */
  isInline?: boolean;
}

function KeyName({ request, teamSlug, isInline = false }: KeyNameProps) {
  const { key, environment } = request;
  if (key === null) return isInline ? null : <span className="text-muted">{texts.none}</span>;
  return (
    <span className={clsx("flex min-w-0", isInline ? "items-baseline gap-2" : "-my-1 flex-col")}>
      <Link
        href={getKeyPath(teamSlug, key.id)}
        dir="auto"
        title={key.name ?? key.id}
        className={clsx(
          "relative z-1 w-fit max-w-full truncate rounded-sm font-medium hover:underline",
          key.name === null && "font-mono text-xs",
        )}
      >
        {key.name ?? key.id}
      </Link>
      <span className="truncate text-muted text-xs">
        <span className="sr-only">{texts.environment}: </span>
        {environment}
      </span>
    </span>
  );
}

function Service({ request: { service, endpoint } }: { request: RequestDto }) {
  if (service === null) {
    return <span className="text-muted">{endpoint === "auth" ? texts.proxy : texts.none}</span>;
  }
  return (
    <span dir="auto" title={service.name ?? service.id} className="block truncate">
      {service.name ?? service.id}
    </span>
  );
}
