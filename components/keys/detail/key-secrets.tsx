import { Badge } from "#components/ui/display/badge.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { KeyUsageDto } from "#lib/contract/keys/usage.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.secrets;

type Secret = KeyDto["secrets"][number];

const columns = [
  { key: "secret", label: texts.secret },
  { key: "status", label: texts.status },
  { key: "created", label: texts.created },
  { key: "lastUsed", label: texts.lastUsed },
  { key: "requests", label: texts.requests },
  { key: "ends", label: texts.ends },
];

function Status({ endsAt, hasEnded }: { endsAt: string | null; hasEnded: boolean }) {
  if (endsAt === null && !hasEnded) return <Badge tone="good">{texts.current}</Badge>;
  return hasEnded ? <Badge>{texts.ended}</Badge> : <Badge tone="accent">{texts.inGracePeriod}</Badge>;
}

interface SecretRowProps {
  secret: Secret;
  /** Undefined while loading. */
  requests: number | undefined;
  hasKeyEnded: boolean;
  now: string;
}

function SecretRow({ secret, requests, hasKeyEnded, now }: SecretRowProps) {
  const { hint, createdAt, lastUsedAt, endsAt } = secret;
  const hasEnded = hasKeyEnded || (endsAt !== null && Date.parse(endsAt) <= Date.parse(now));
  return (
    <TableRow>
      <TableCell className="max-sm:col-span-2">
        <code className="whitespace-nowrap font-mono text-xs">{hint}</code>
      </TableCell>
      <TableCell label={texts.status}>
        <Status endsAt={endsAt} hasEnded={hasEnded} />
      </TableCell>
      <TableCell label={texts.created}>
        <Time at={createdAt} style="day" />
      </TableCell>
      <TableCell label={texts.lastUsed}>
        {lastUsedAt === null ? (
          <span className="text-muted">{texts.never}</span>
        ) : (
          <RelativeTime at={lastUsedAt} serverNow={now} />
        )}
      </TableCell>
      <TableCell label={texts.requests} className="tabular-nums">
        {requests === undefined ? (
          <span className="text-muted">{texts.loading}</span>
        ) : (
          texts.requestCount(requests)
        )}
      </TableCell>
      <TableCell label={texts.ends} className="[&_time]:whitespace-normal">
        {endsAt === null ? (
          <span className="text-muted">{texts.withKey}</span>
        ) : (
          <Time at={endsAt} style="near" />
        )}
      </TableCell>
    </TableRow>
  );
}

interface KeySecretsProps {
  keyDto: KeyDto;
  /** Requests by secret. Undefined while loading. */
  usage: KeyUsageDto | undefined;
  now: string;
}

/** The recent secrets of the key: which of them work, until when, and how much they are used. */
export function KeySecrets({ keyDto, usage, now }: KeySecretsProps) {
  const counts = new Map(usage?.data.map(({ by, count }) => [by, count]));
  const hasKeyEnded = keyDto.status === "revoked" || keyDto.status === "expired";
  return (
    <Section id="secrets" title={texts.title} intro={texts.intro}>
      <Table label={texts.table} columns={columns}>
        {keyDto.secrets.map((secret) => (
          <SecretRow
            key={secret.id}
            secret={secret}
            requests={usage === undefined ? undefined : (counts.get(secret.id) ?? 0)}
            hasKeyEnded={hasKeyEnded}
            now={now}
          />
        ))}
      </Table>
    </Section>
  );
}
