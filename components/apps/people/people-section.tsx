"use client";

import { Users } from "lucide-react";
import { getAppPath } from "#components/apps/app-path.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { EndGrantButton } from "#components/grants/end-grant-button.tsx";
import { endAppGrant } from "#components/grants/grant-client.ts";
import { GrantItem } from "#components/grants/grant-item.tsx";
import { GrantPager } from "#components/grants/grant-pager.tsx";
import { grantTexts } from "#components/grants/texts.ts";
import type { GrantListData } from "#components/grants/view-data.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Section } from "#components/ui/display/section.tsx";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { peopleTexts as texts } from "./texts.ts";

interface PeopleSectionProps {
  page: AppPageData;
  grants: GrantListData;
}

/** Who gave the app access, to what, and how an admin ends it. */
export function PeopleSection({ page, grants: { list, isContinued, now } }: PeopleSectionProps) {
  const dialogs = useDialogs<{ kind: "end"; grant: GrantDto }>();
  const { app, team, canWrite } = page;
  if (list.data.length === 0 && !isContinued) {
    return (
      <EmptyState icon={<Users aria-hidden="true" />} title={texts.empty.title}>
        <p>{app.status === "deleted" ? texts.empty.deleted : texts.empty.text}</p>
      </EmptyState>
    );
  }
  return (
    <Section id="people" title={texts.title} intro={texts.intro} className="max-w-4xl">
      <ul aria-label={texts.list} className="rounded-lg border">
        {list.data.map((grant) => (
          <GrantItem
            key={grant.id}
            grant={grant}
            reader="others"
            icon={<Avatar name={grant.person.name} size="row" />}
            title={grant.person.name}
            now={now}
            action={
              grant.status === "active" ? (
                <EndGrantButton
                  name={grant.person.name}
                  disabledReason={canWrite ? undefined : texts.readOnly}
                  onPress={(opener) => dialogs.show({ kind: "end", grant }, opener)}
                />
              ) : undefined
            }
          />
        ))}
      </ul>
      <GrantPager
        path={`${getAppPath(team.slug, app.id)}?tab=people`}
        isContinued={isContinued}
        nextCursor={list.nextCursor}
      />
      <ConfirmDialog
        item={dialogs.open?.grant ?? null}
        title={({ person }) => texts.end.title(person.name)}
        intro={({ person }) => texts.end.intro(app.name, person.name)}
        submit={grantTexts.end}
        run={endAppGrant}
        onDone={(_, { person }) => dialogs.closeWithMessage(texts.end.done(person.name))}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </Section>
  );
}
