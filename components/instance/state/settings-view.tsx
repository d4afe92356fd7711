import { PageHeader } from "#components/shell/page-header.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { Link } from "#components/ui/link.tsx";
import type { SettingListDto } from "#lib/contract/instance/state.ts";
import { instanceTexts } from "../texts.ts";
import { MailTest } from "./mail-test.tsx";

const texts = instanceTexts.settings;

type Setting = SettingListDto["data"][number];

function Value({ value, isSecret, source }: Setting) {
  if (source === "not_set") return <span className="text-muted">{texts.notSet}</span>;
  if (isSecret) return <span className="text-muted">{texts.secretSet}</span>;
  return value === null ? (
    <span className="text-muted">{texts.notSet}</span>
  ) : (
    <span className="block [overflow-wrap:anywhere]">{value}</span>
  );
}

function isMailServer({ name, source }: Setting): boolean {
  return name === "SMTP_URL" && source !== "not_set";
}

/** Every setting, and a test of the mail server. */
export function SettingsView({ settings }: { settings: SettingListDto }) {
  const { data, providers } = settings;
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <div className="flex flex-col gap-5">
        <MailTest isMailSet={data.some(isMailServer)} />
        <Card id="providers" title={texts.providers}>
          <CardText>
            {providers.length === 0 ? texts.noProviders : providers.map(({ label }) => label).join(", ")}
          </CardText>
        </Card>
        <Card
          id="settings"
          title={texts.list}
          action={
            <Link
              href="/docs/self-hosting#settings"
              className="rounded-sm text-accent-text text-sm underline underline-offset-2"
            >
              {texts.docs}
            </Link>
          }
        >
          <dl className="divide-y">
            {data.map((setting) => (
              <div
                key={setting.name}
                className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm sm:grid-cols-[16rem_minmax(0,1fr)_8rem]"
              >
                <dt className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">{setting.name}</dt>
                <dd className="min-w-0">
                  <Value {...setting} />
                </dd>
                <dd className="text-muted text-xs leading-5 sm:text-right">
                  {texts.sources[setting.source]}
                </dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
    </>
  );
}
