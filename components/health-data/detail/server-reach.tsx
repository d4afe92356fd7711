import { AppWindow, KeyRound, type LucideIcon } from "lucide-react";
import { getAppPath } from "#components/apps/app-path.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import { Section } from "#components/ui/display/section.tsx";
import { Link } from "#components/ui/link.tsx";
import { nameEnvironment, type ServerPageData } from "../view-data.ts";
import { describeReach } from "./describe-reach.ts";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.reach;

interface Program {
  id: string;
  name: string;
  path: string;
  access: string[];
}

/** Which apps and keys can reach the server's data, and what each can do with it, in words. */
export function ServerReach({ page }: { page: ServerPageData }) {
  const { reach, server, team } = page;
  const environment = nameEnvironment(page);
  const apps = reach.apps.map(({ id, name, scopes }) => ({
    id,
    name,
    path: getAppPath(team.slug, id),
    access: describeReach(scopes),
  }));
  const keys = reach.keys.map(({ id, name, permissions }) => ({
    id,
    name,
    path: getKeyPath(team.slug, id),
    access: describeReach(permissions),
  }));
  const { enabled, allowsKeys } = server.gateway;
  return (
    <Section id="reach" title={texts.title} intro={enabled ? texts.on(environment) : texts.off(environment)}>
      <div className="flex flex-col divide-y rounded-lg border">
        <Programs label={texts.apps} Icon={AppWindow} programs={apps} none={texts.noApps} />
        <Programs
          label={texts.keys}
          Icon={KeyRound}
          programs={keys}
          none={allowsKeys ? texts.noKeys : texts.keysNotAllowed}
        />
      </div>
      {reach.hasMore ? <p className="mt-2 text-muted text-xs">{texts.more}</p> : null}
    </Section>
  );
}

interface ProgramsProps {
  label: string;
  Icon: LucideIcon;
  programs: readonly Program[];
  /** Why there are none. */
  none: string;
}

function Programs({ label, Icon, programs, none }: ProgramsProps) {
  return (
    <div className="px-4 py-3">
      <h3 className="font-medium text-muted text-xs">{label}</h3>
      {programs.length === 0 ? <p className="mt-1 text-muted text-sm">{none}</p> : null}
      <ul aria-label={label} className="mt-1.5 flex flex-col gap-2.5 empty:hidden">
        {programs.map(({ id, name, path, access }) => (
          <li key={id} className="flex items-start gap-2 text-sm">
            <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0">
              <Link
                href={path}
                title={name}
                dir="auto"
                className="block w-fit max-w-full truncate rounded-sm font-medium hover:underline coarse:py-1"
              >
                {name}
              </Link>
              {access.map((text) => (
                <span key={text} className="block text-muted text-xs leading-5">
                  {text}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
