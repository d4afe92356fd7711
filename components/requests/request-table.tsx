import { clsx } from "clsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
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
  now: string;
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
export function RequestTable({ requests, teamSlug, isOfOneKey = false, now }: RequestTableProps) {
  return (
    <Table label={texts.list} columns={listColumns(isOfOneKey)}>
      {requests.map((request) => (
        <RequestRow
          key={request.id}
          request={request}
          teamSlug={teamSlug}
          isOfOneKey={isOfOneKey}
          now={now}
        />
      ))}
    </Table>
  );
}

interface RequestRowProps extends Omit<RequestTableProps, "requests" | "isOfOneKey"> {
  request: RequestDto;
  isOfOneKey: boolean;
}

/** The whole row opens the explanation; the controls inside lie above its link. */
function RequestRow({ request, teamSlug, isOfOneKey, now }: RequestRowProps) {
  const { id, at, outcome, address, more } = request;
  return (
    <TableRow className="relative">
      <TableCell label={texts.columns.time} className="text-muted">
        <span className="relative z-1">
          <RelativeTime at={at} serverNow={now} />
        </span>
      </TableCell>
      <TableCell label={texts.columns.outcome}>
        <Link
          href={getRequestPath(teamSlug, id)}
          className="rounded-sm after:absolute after:inset-0 after:content-['']"
        >
          <OutcomeBadge outcome={outcome} />
        </Link>
        {more === 0 ? null : <span className="mt-0.5 block text-muted text-xs">{texts.more(more)}</span>}
      </TableCell>
      {isOfOneKey ? null : (
        <TableCell label={texts.columns.key} className="max-w-52">
          <KeyName request={request} teamSlug={teamSlug} />
        </TableCell>
      )}
      <TableCell label={texts.columns.permission} className="max-w-52">
        <Permissions permissions={request.permissions} />
      </TableCell>
      <TableCell label={texts.columns.address} className="max-w-44">
        <Code text={address} />
      </TableCell>
      <TableCell label={texts.columns.service} className="max-w-44">
        <Service request={request} />
      </TableCell>
      <TableCell label={texts.columns.requestId} className="max-sm:col-span-2">
        <CopyRequestId id={id} />
      </TableCell>
    </TableRow>
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

function KeyName({ request, teamSlug }: { request: RequestDto; teamSlug: string }) {
  const { key, environment } = request;
  if (key === null) return <span className="text-muted">{texts.none}</span>;
  return (
    <span className="flex min-w-0 flex-col">
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
      <span className="truncate text-muted text-xs">{environment}</span>
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
