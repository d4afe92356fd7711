import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AccountShell } from "#components/account/account-shell.tsx";
import { themeCookie } from "#components/ui/theme/theme.ts";
import { findLastTeamSlug, readShell } from "#lib/queries/shell.ts";

/** The frame of the person's last used team, or a plain one for a person without a team they can use. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const [shell, store] = await Promise.all([readShell(), cookies()]);
  // The pages redirect visitors, because they know the return path.
  if (shell === null) return children;
  const { teamSlug } = await findLastTeamSlug();
  const team = shell.teams.find(({ slug, suspendedAt }) => slug === teamSlug && suspendedAt === null) ?? null;
  return (
    <AccountShell person={shell} team={team} teams={shell.teams} theme={store.get(themeCookie)?.value}>
      {children}
    </AccountShell>
  );
}
