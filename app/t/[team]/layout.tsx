import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { SuspendedMessage } from "#components/shell/failure/suspended-message.tsx";
import { TeamSuspendedMessage } from "#components/shell/failure/team-suspended-message.tsx";
import { TwoFactorMissingMessage } from "#components/shell/failure/two-factor-missing-message.tsx";
import { Shell } from "#components/shell/frame/shell.tsx";
import { themeCookie } from "#components/ui/theme/theme.ts";
import { findTeamSuspension, listSuspensions, readShell } from "#lib/queries/shell.ts";

interface TeamLayoutProps {
  params: Promise<{ team: string }>;
  children: ReactNode;
}

/** Whether the team requires two-factor authentication, which the person doesn't have. */
function isClosed({ twoFactorDueAt }: { twoFactorDueAt: string | null }): boolean {
  return twoFactorDueAt !== null && Date.parse(twoFactorDueAt) <= Date.now();
}

/**
 * Renders the frame for team members, and says so to suspended ones and in a suspended team. The pages themselves redirect visitors, because they
 * know the return path. Not found here shows the page without a frame, and in a page the one with it.
 */
export default async function TeamLayout({ params, children }: TeamLayoutProps) {
  const [{ team: slug }, shell, store] = await Promise.all([params, readShell(), cookies()]);
  const team = shell?.teams.find((candidate) => candidate.slug === slug);
  if (shell === null) return children;
  if (team === undefined) {
    const suspensions = await listSuspensions(shell.userId);
    const suspension = suspensions.find((candidate) => candidate.slug === slug);
    if (suspension === undefined) notFound();
    return <SuspendedMessage userId={shell.userId} team={suspension} hasTeam={shell.teams.length > 0} />;
  }
  if (team.suspendedAt !== null) {
    const others = shell.teams.filter(({ suspendedAt }) => suspendedAt === null);
    const openPath = others.every(isClosed) ? null : "/";
    const { reason, administrators } = await findTeamSuspension(shell.userId, team.id);
    return (
      <TeamSuspendedMessage
        userId={shell.userId}
        isAdministrator={shell.isInstanceOwner}
        team={{ id: team.id, name: team.name, suspendedAt: team.suspendedAt, reason }}
        administrators={administrators}
        otherTeamPath={openPath ?? (others[0] === undefined ? null : `/t/${others[0].slug}`)}
      />
    );
  }
  if (isClosed(team)) {
    const hasOtherTeam = shell.teams.some(
      (candidate) => candidate.suspendedAt === null && !isClosed(candidate),
    );
    return <TwoFactorMissingMessage userId={shell.userId} teamName={team.name} hasOtherTeam={hasOtherTeam} />;
  }
  return (
    <Shell person={shell} team={team} teams={shell.teams} theme={store.get(themeCookie)?.value}>
      {children}
    </Shell>
  );
}
