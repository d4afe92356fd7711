"use client";

import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { changeName } from "#components/account/account-client.ts";
import { DeleteAccountSection } from "#components/account/deletion/delete-account-section.tsx";
import { accountTexts } from "#components/account/texts.ts";
import type { AccountData } from "#components/account/view-data.ts";
import { findFieldError, getFailure } from "#components/api-failure.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { roleNames } from "#components/team/role-names.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Link } from "#components/ui/link.tsx";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { EmailSection } from "./email-section.tsx";
import { ExportDataSection } from "./export-data-section.tsx";

const texts = accountTexts.profile;

export function ProfileView({ account }: { account: AccountData }) {
  return (
    <>
      <Card id="profile" title={texts.title}>
        <EmailSection account={account} />
        <NameForm key={account.name} name={account.name} />
      </Card>
      <Card
        id="teams"
        title={texts.teams}
        action={<ButtonLink href="/teams/new">{texts.newTeam}</ButtonLink>}
      >
        {account.teams.length === 0 ? (
          <CardText>{texts.noTeams}</CardText>
        ) : (
          <ul>
            {account.teams.map((team) => (
              <li
                key={team.id}
                className="flex items-center justify-between gap-3 border-t px-4 py-2.5 text-sm first:border-t-0"
              >
                <span className="flex min-w-0 gap-1.5">
                  <Link href={`/t/${team.slug}`} className="min-w-0 truncate font-medium hover:underline">
                    <span dir="auto">{team.name}</span>
                  </Link>
                  {team.suspendedAt === null ? null : (
                    <span className="shrink-0 text-muted">{shellTexts.suspendedTeam}</span>
                  )}
                </span>
                <span className="shrink-0 text-muted">{roleNames[team.role]}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <ExportDataSection />
      <DeleteAccountSection
        email={account.email}
        suspendedTeamIds={account.teams.flatMap(({ id, suspendedAt }) => (suspendedAt === null ? [] : [id]))}
      />
    </>
  );
}

function NameForm({ name: saved }: { name: string }) {
  const router = useRouter();
  const { isBusy, result, run } = useRequest(async (_, name: string) => {
    const changed = await changeName(name);
    if (changed.isOk) {
      showSuccess(texts.saved);
      router.refresh();
    }
    return changed;
  });
  const failure = isBusy ? null : getFailure(result);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form, which also has what was typed before the page's code ran.
    void run(String(new FormData(event.currentTarget).get("name")));
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
      <TextField
        label={texts.name}
        autoComplete="name"
        fieldClassName="max-w-md"
        name="name"
        defaultValue={saved}
        hint={texts.nameHint}
        error={findFieldError(failure, "name")}
        required
      />
      <FormFailure failure={failure} fields={["name"]} />
      <Button type="submit" variant="primary" className="self-start" isBusy={isBusy}>
        {texts.save}
      </Button>
    </form>
  );
}
