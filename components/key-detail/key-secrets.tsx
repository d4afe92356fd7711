import { Badge } from "#components/ui/badge.tsx";
import { Section } from "#components/ui/section.tsx";
import { Table, TableCell, TableRow } from "#components/ui/table.tsx";
import { RelativeTime, Time } from "#components/ui/time.tsx";
import type { KeyDto, KeyUsageDto } from "#lib/schemas/keys.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.secrets;

type Secret = KeyDto["secrets"][number];

const columns = [
  { key: "secret", label: texts.secret },
  { key: "state", label: texts.state },
  { key: "created", label: texts.created },
  { key: "lastUsed", label: texts.lastUsed },
  { key: "calls", label: texts.calls },
  { key: "ends", label: texts.ends },
];

function State({ endsAt, isOver }: { endsAt: string | null; isOver: boolean }) {
  if (endsAt === null && !isOver) return <Badge tone="good">{texts.current}</Badge>;
  return isOver ? <Badge>{texts.ended}</Badge> : <Badge tone="accent">{texts.ending}</Badge>;
}

interface SecretRowProps {
  secret: Secret;
  /** Undefined while they are being counted. */
  calls: number | undefined;
  isKeyOver: boolean;
  now: string;
}

function SecretRow({ secret, calls, isKeyOver, now }: SecretRowProps) {
  const { hint, createdAt, lastUsedAt, endsAt } = secret;
  const isOver = isKeyOver || (endsAt !== null && Date.parse(endsAt) <= Date.parse(now));
  return (
    <TableRow>
      <TableCell className="max-sm:col-span-2">
        <code className="whitespace-nowrap font-mono text-xs">{hint}</code>
      </TableCell>
      <TableCell label={texts.state}>
        <State endsAt={endsAt} isOver={isOver} />
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
      <TableCell label={texts.calls} className="tabular-nums">
        {calls === undefined ? <span className="text-muted">{texts.loading}</span> : texts.callsOf(calls)}
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
  /** By secret; undefined while they are being counted. */
  usage: KeyUsageDto | undefined;
  now: string;
}

/** Every secret the key has had lately: which of them work, until when, and who still calls with them. */
export function KeySecrets({ keyDto, usage, now }: KeySecretsProps) {
  const counts = new Map(usage?.data.map(({ by, count }) => [by, count]));
  const isKeyOver = keyDto.status === "revoked" || keyDto.status === "expired";
  return (
    <Section id="secrets" title={texts.title} intro={texts.intro}>
      <Table label={texts.table} columns={columns}>
        {keyDto.secrets.map((secret) => (
          <SecretRow
            key={secret.id}
            secret={secret}
            calls={usage === undefined ? undefined : (counts.get(secret.id) ?? 0)}
            isKeyOver={isKeyOver}
            now={now}
          />
        ))}
      </Table>
    </Section>
  );
}
