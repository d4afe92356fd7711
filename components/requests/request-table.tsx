import { clsx } from "clsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import type { OfferedEnvironment } from "#components/keys/state/environment-options.ts";
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
  /** To show the label of each request's environment, below the key. */
  environments: readonly OfferedEnvironment[];
  /** For requests of a single key, or of none. */
  hidesKey?: boolean;
}

interface Column {
  name: "time" | "outcome" | "key" | "permission" | "address" | "service" | "requestId";
  /** Hides the column where the table is too narrow for it. */
  className?: string;
}

/** The least important columns leave first. A key's page has less room, but needs no column for the key. */
const teamColumns: readonly Column[] = [
  { name: "time" },
  { name: "outcome" },
  { name: "key" },
  { name: "permission" },
  { name: "address", className: "@max-[54rem]:hidden" },
  { name: "service", className: "@max-[70rem]:hidden" },
  { name: "requestId", className: "@max-[63rem]:hidden" },
];

const columnsWithoutKey: readonly Column[] = [
  { name: "time" },
  { name: "outcome" },
  { name: "permission" },
  { name: "address" },
  { name: "service", className: "@max-[58rem]:hidden" },
  { name: "requestId", className: "@max-[50rem]:hidden" },
];

/** The last requests, each with a link to its explanation. Cards where there is no room for a table. */
export function RequestTable({ requests, teamSlug, environments, hidesKey = false }: RequestTableProps) {
  const columns = hidesKey ? columnsWithoutKey : teamColumns;
  return (
    <div className="@container">
      <div className="overflow-hidden rounded-lg border @max-[44rem]:hidden">
        <table aria-label={texts.list} className="w-full border-collapse text-sm">
          <thead>
            <tr>
              {columns.map(({ name, className }) => (
                <th
                  key={name}
                  scope="col"
                  className={clsx(
                    "whitespace-nowrap border-b bg-surface px-3 py-2 text-left font-medium text-muted text-xs",
                    className,
                  )}
                >
                  {texts.columns[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {requests.map((request) => (
              <tr
                key={request.id}
                className="relative border-b transition-colors last:border-b-0 hover:bg-surface"
              >
                {columns.map(({ name, className }) => (
                  <td key={name} className={clsx("max-w-52 px-3 py-2.5", className)}>
                    <Cell name={name} request={request} teamSlug={teamSlug} environments={environments} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul aria-label={texts.list} className="rounded-lg border @min-[44rem]:hidden">
        {requests.map((request) => (
          <RequestCard
            key={request.id}
            request={request}
            teamSlug={teamSlug}
            environments={environments}
            hidesKey={hidesKey}
          />
        ))}
      </ul>
    </div>
  );
}

interface RequestRowProps extends Pick<RequestTableProps, "teamSlug" | "environments"> {
  request: RequestDto;
  hidesKey: boolean;
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

/** The link of the outcome covers the whole row; other controls lie above it. */
function Cell({ name, request, ...team }: Omit<RequestRowProps, "hidesKey"> & Pick<Column, "name">) {
  switch (name) {
    case "time":
      return (
        <span className="text-muted">
          <Time at={request.at} style="log" />
        </span>
      );
    case "outcome":
      return (
        <span className="-my-1 flex flex-col items-start">
          <OutcomeLink request={request} teamSlug={team.teamSlug} />
          {request.more === 0 ? null : (
            <span className="px-1.5 text-muted text-xs">{texts.more(request.more)}</span>
          )}
        </span>
      );
    case "key":
      return <KeyName {...team} request={request} />;
    case "permission":
      return <Permissions permissions={request.permissions} />;
    case "address":
      return (
        <span className="block max-w-40">
          <Code text={request.address} />
        </span>
      );
    case "service":
      return <Service request={request} />;
    case "requestId":
      return <CopyRequestId id={request.id} />;
  }
}

/** The same in three short lines. */
function RequestCard({ request, hidesKey, ...team }: RequestRowProps) {
  const { id, at, address, more, permissions } = request;
  return (
    <li className="relative flex flex-col gap-1 border-b px-3.5 py-2.5 text-sm last:border-b-0 hover:bg-surface">
      <div className="flex items-center justify-between gap-3">
        <OutcomeLink request={request} teamSlug={team.teamSlug} />
        <span className="text-muted text-xs">
          <Time at={at} style="log" />
        </span>
      </div>
      {hidesKey ? null : <KeyName {...team} request={request} isInline />}
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

interface KeyNameProps extends Omit<RequestRowProps, "hidesKey"> {
  /** The environment beside the name instead of below it. */
  isInline?: boolean;
}

function KeyName({ request, teamSlug, environments, isInline = false }: KeyNameProps) {
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
      <span className="min-w-0 text-muted text-xs">
        <span className="sr-only">{texts.environment}: </span>
        <EnvironmentBadge slug={environment} environments={environments} />
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
