"use client";

import { AppWindow } from "lucide-react";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { EndGrantButton } from "#components/grants/end-grant-button.tsx";
import { endOwnGrant } from "#components/grants/grant-client.ts";
import { GrantItem } from "#components/grants/grant-item.tsx";
import { GrantPager } from "#components/grants/grant-pager.tsx";
import { grantTexts } from "#components/grants/texts.ts";
import type { GrantListData } from "#components/grants/view-data.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { authorizedAppsTexts as texts } from "./texts.ts";

/** Which apps the person gave access, to what, and how to end it. */
export function AppsView({ list, isContinued, now }: GrantListData) {
  const dialogs = useDialogs<{ kind: "end"; grant: GrantDto }>();
  if (list.data.length === 0 && !isContinued) return <NoApps />;
  return (
    <div>
      <Card id="apps" title={texts.title}>
        <CardText>{texts.intro}</CardText>
        <ul aria-label={texts.title} className="border-t">
          {list.data.map((grant) => (
            <GrantItem
              key={grant.id}
              grant={grant}
              reader="own"
              icon={<Avatar name={grant.app.name} isTeam size="row" />}
              title={grant.app.name}
              note={texts.of(grant.team.name)}
              now={now}
              action={
                grant.status === "active" ? (
                  <EndGrantButton
                    name={grant.app.name}
                    onPress={(opener) => dialogs.show({ kind: "end", grant }, opener)}
                  />
                ) : undefined
              }
            />
          ))}
        </ul>
      </Card>
      <GrantPager path="/account/apps" isContinued={isContinued} nextCursor={list.nextCursor} />
      <ConfirmDialog
        item={dialogs.open?.grant ?? null}
        title={({ app }) => texts.end.title(app.name)}
        intro={({ app }) => texts.end.intro(app.name)}
        submit={grantTexts.end}
        run={endOwnGrant}
        onDone={(_, { app }) => dialogs.closeWithMessage(texts.end.done(app.name))}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </div>
  );
}

function NoApps() {
  return (
    <EmptyState icon={<AppWindow aria-hidden="true" />} title={texts.empty.title}>
      <p>
        {texts.empty.text}{" "}
        <Link href="/account/sessions" className="rounded-sm text-accent-text underline">
          {texts.empty.sessions}
        </Link>
      </p>
    </EmptyState>
  );
}
