"use client";

import { Users } from "lucide-react";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { GrantPager } from "#components/grants/grant-pager.tsx";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import { getServerPath } from "../server-path.ts";
import type { ServerPageData, ServerPeopleData } from "../view-data.ts";
import { LinkPersonDialog } from "./link-person-dialog.tsx";
import { unlinkPerson } from "./people-client.ts";
import { peopleTexts as texts } from "./texts.ts";

type OpenDialog = { kind: "new" } | { kind: "change" | "unlink"; link: PersonLinkDto };

interface PeopleSectionProps {
  page: ServerPageData;
  /** Null: the viewer can't see it. */
  people: ServerPeopleData | null;
}

/** Who the members of the team are on the server, and the dialogs to change it. */
export function PeopleSection({ page, people }: PeopleSectionProps) {
  if (people !== null) return <LinkedPeople page={page} people={people} />;
  return (
    <EmptyState icon={<Users aria-hidden="true" />} title={texts.notAllowed.title}>
      <p>{texts.notAllowed.ask(listManagers(page.people))}</p>
    </EmptyState>
  );
}

function LinkedPeople({ page, people }: { page: ServerPageData; people: ServerPeopleData }) {
  const dialogs = useDialogs<OpenDialog>();
  const { open, close, finalFocus } = dialogs;
  const { list, linkedIds, isContinued } = people;
  const linked = new Set(linkedIds);
  const unlinked = page.people.filter(({ id }) => !linked.has(id));
  const isEmpty = list.data.length === 0 && !isContinued;
  const add = (
    <Button
      variant={unlinked.length === 0 ? "secondary" : "primary"}
      ref={dialogs.anchorRef}
      disabled={unlinked.length === 0}
      onClick={(event) => dialogs.show({ kind: "new" }, event.currentTarget)}
    >
      {texts.link}
    </Button>
  );
  const changed = open?.kind === "change" ? open.link : null;
  return (
    <section aria-labelledby="people" className="max-w-4xl">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 max-w-prose">
          <h2 id="people" className="font-semibold text-base">
            {texts.title}
          </h2>
          <p className="mt-0.5 text-pretty text-muted text-sm">{texts.intro}</p>
        </div>
        {unlinked.length === 0 ? <Tooltip content={texts.everyone}>{add}</Tooltip> : add}
      </div>
      <div className="mt-4">
        {isEmpty ? (
          <EmptyState icon={<Users aria-hidden="true" />} title={texts.empty.title}>
            <p>{texts.empty.text}</p>
          </EmptyState>
        ) : (
          <ul aria-label={texts.list} className="divide-y rounded-lg border">
            {list.data.map((link) => (
              <LinkItem
                key={link.person.id}
                link={link}
                onOpen={(kind, opener) => dialogs.show({ kind, link }, opener)}
              />
            ))}
          </ul>
        )}
        <GrantPager
          path={`${getServerPath(page.team.slug, page.server.id)}?tab=people`}
          isContinued={isContinued}
          nextCursor={list.nextCursor}
        />
      </div>
      <LinkPersonDialog
        item={open?.kind === "new" ? "new" : changed}
        page={page}
        unlinked={unlinked}
        onClose={close}
        onDone={({ person }) => dialogs.closeWithMessage(texts.form.linked(person.name))}
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "unlink" ? open.link : null}
        title={({ person }) => texts.remove.title(person.name)}
        intro={({ reference }) => texts.remove.intro(reference)}
        submit={texts.unlink}
        run={({ person }) =>
          unlinkPerson({ teamId: page.team.id, serverId: page.server.id, userId: person.id })
        }
        onDone={(_, { person }) => dialogs.closeAfterRemoval(texts.remove.done(person.name))}
        onClose={close}
        finalFocus={finalFocus}
      />
    </section>
  );
}

interface LinkItemProps {
  link: PersonLinkDto;
  onOpen: (kind: "change" | "unlink", opener: HTMLElement) => void;
}

function LinkItem({ link, onOpen }: LinkItemProps) {
  const { person, reference, createdAt } = link;
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-3 px-4 py-3 text-sm">
      <Avatar name={person.name} size="row" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]" dir="auto">
            {person.name}
          </span>
          <code className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">{reference}</code>
          {reference.startsWith("Patient/") ? <Badge tone="warn">{texts.ownRecord}</Badge> : null}
        </p>
        <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]">
          {person.email} · {texts.since} <Time at={createdAt} style="day" />
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full [&>*]:max-sm:flex-1">
        <Button
          aria-label={texts.changeOf(person.name)}
          onClick={(event) => onOpen("change", event.currentTarget)}
        >
          {texts.change}
        </Button>
        <Button
          aria-label={texts.unlinkOf(person.name)}
          onClick={(event) => onOpen("unlink", event.currentTarget)}
        >
          {texts.unlink}
        </Button>
      </div>
    </li>
  );
}
