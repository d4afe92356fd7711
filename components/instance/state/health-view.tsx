import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Time } from "#components/ui/format/time.tsx";
import type { InstanceHealthDto } from "#lib/contract/instance/state.ts";
import { instanceTexts } from "../texts.ts";
import { BackupsCard } from "./backups-card.tsx";
import { ChecksCard } from "./checks-card.tsx";
import { formatBytes } from "./format-bytes.ts";

const texts = instanceTexts.health;

/** The version, and the commit it was built from. */
function Version({ version, commit, commitDate }: InstanceHealthDto) {
  return (
    <>
      {version}
      {commit !== null && (
        <span className="block text-muted text-xs">
          {texts.commit} <span className="font-mono">{commit.slice(0, 12)}</span>
          {commitDate !== null && (
            <>
              , <Time at={commitDate} />
            </>
          )}
        </span>
      )}
    </>
  );
}

/** The versions and the state of what the console depends on. */
export function HealthView({ health }: { health: InstanceHealthDto }) {
  const { database, redis, disk } = health;
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <div className="flex flex-col gap-5">
        <ChecksCard />
        <Card id="console" title={texts.console}>
          <div className="p-4">
            <Facts>
              <Fact label={texts.version}>
                <Version {...health} />
              </Fact>
              <Fact label={texts.node}>{health.node}</Fact>
              <Fact label={texts.startedAt}>
                <Time at={health.startedAt} />
              </Fact>
              <Fact label={texts.serve}>{texts.serves[health.serve]}</Fact>
              <Fact label={texts.threads}>{formatCount(health.verifyThreads)}</Fact>
              <Fact label={texts.instances}>{formatCount(health.instances)}</Fact>
            </Facts>
          </div>
        </Card>
        <Card id="database" title={texts.database}>
          <div className="p-4">
            <Facts columns={2}>
              <Fact label={texts.kind}>{texts.kinds[database.kind]}</Fact>
              <Fact label={texts.databaseVersion}>{database.version}</Fact>
              <Fact label={texts.size}>{formatBytes(database.sizeBytes)}</Fact>
              <Fact label={texts.migrations}>{texts.migrationStates[database.migrations]}</Fact>
            </Facts>
          </div>
        </Card>
        <BackupsCard backups={health.backups} />
        <Card id="surroundings" title={texts.surroundings}>
          <div className="p-4">
            <Facts columns={2}>
              <Fact label={texts.redis}>{texts.redisStates[redis]}</Fact>
              <Fact label={texts.disk}>
                {disk === null
                  ? texts.unknown
                  : texts.ofTotal(formatBytes(disk.freeBytes), formatBytes(disk.totalBytes))}
              </Fact>
            </Facts>
          </div>
        </Card>
      </div>
    </>
  );
}
