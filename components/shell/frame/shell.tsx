import type { ReactNode } from "react";
import { Bell } from "#components/shell/bell/bell.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { PaletteButton } from "#components/shell/palette/palette-button.tsx";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { Drawer } from "./drawer.tsx";
import { Navigation } from "./navigation.tsx";
import { PersonPanel } from "./person-panel.tsx";
import { TeamSwitcher } from "./team-switcher.tsx";
import { TwoFactorNotice } from "./two-factor-notice.tsx";

interface ShellProps {
  person: { userId: string; name: string; email: string; canVerifyEmail: boolean; isInstanceOwner: boolean };
  team: ShellTeam;
  teams: readonly ShellTeam[];
  theme: string | undefined;
  children: ReactNode;
}

function Sidebar({ person, team, teams, theme, children }: ShellProps) {
  return (
    <>
      <TeamSwitcher current={team} teams={teams} />
      {children}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Navigation teamSlug={team.slug} />
      </div>
      <PersonPanel
        name={person.name}
        email={person.email}
        canVerifyEmail={person.canVerifyEmail}
        isInstanceOwner={person.isInstanceOwner}
        theme={theme}
      />
    </>
  );
}

/** The frame around a team's pages: a sidebar, or a bar with a drawer on small screens. */
export function Shell({ children, ...sidebar }: ShellProps) {
  const { person, team, teams } = sidebar;
  const palette = { userId: person.userId, isInstanceOwner: person.isInstanceOwner, team, teams };
  const { twoFactorDueAt } = team;
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        {shellTexts.skip}
      </a>
      <LeaveWithSession userId={sidebar.person.userId} />
      <aside className="sticky top-0 hidden h-dvh flex-col gap-3 border-r bg-surface p-3 lg:flex">
        <Sidebar {...sidebar}>
          <PaletteButton {...palette} />
        </Sidebar>
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-surface px-3 lg:hidden">
        <Drawer>
          <Sidebar {...sidebar}>{null}</Sidebar>
        </Drawer>
        <Logo />
        <span
          dir="auto"
          title={sidebar.team.name}
          className="min-w-0 flex-1 truncate text-right text-muted text-sm"
        >
          {sidebar.team.name}
        </span>
        <div className="flex items-center">
          <Bell align="end" />
          <PaletteButton {...palette} isIcon />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none sm:px-6 lg:px-8 lg:py-8">
        {/* Wide enough for a table. Wider lines would be hard to follow. */}
        <div className="mx-auto max-w-7xl">
          {twoFactorDueAt === null ? null : <TwoFactorNotice dueAt={twoFactorDueAt} />}
          {children}
        </div>
      </main>
    </div>
  );
}
