import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import { overviewTexts } from "./texts.ts";
import { RejectedShare } from "./top-keys.tsx";

const texts = overviewTexts.environments;

interface EnvironmentUsageProps {
  environments: readonly { slug: string; label: string; color: string; total: number; rejected: number }[];
  keysPath: string;
}

/** The requests of the keys in each environment. */
export function EnvironmentUsage({ environments, keysPath }: EnvironmentUsageProps) {
  return (
    <Card id="environments" title={texts.title}>
      {environments.length === 0 ? (
        <CardText>{texts.none}</CardText>
      ) : (
        <CompactTable
          label={texts.title}
          columns={[
            { key: "environment", label: texts.environment },
            { key: "requests", label: texts.requests, isNumber: true },
            { key: "rejected", label: texts.rejected, isNumber: true },
          ]}
          rows={environments.map(({ slug, label, color, total, rejected }) => ({
            key: slug,
            cells: [
              <Link
                key="environment"
                href={`${keysPath}?${new URLSearchParams({ environment: slug })}`}
                className="block truncate rounded-sm hover:underline"
                title={label}
              >
                <EnvironmentBadge slug={slug} environments={[{ slug, label, color }]} />
              </Link>,
              formatCount(total),
              <RejectedShare key="rejected" count={total} rejected={rejected} />,
            ],
          }))}
        />
      )}
    </Card>
  );
}
