"use client";

import { type FormEvent, useState } from "react";
import { SignOutButton } from "#components/shell/frame/sign-out-button.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { findFieldError, getFailure } from "../api-failure.ts";
import { FormFailure } from "../dialogs/form-failure.tsx";
import { dialogTexts } from "../dialogs/texts.ts";
import { useRequest } from "../use-request.ts";
import { openPage } from "../wait-for-leaving.ts";
import { createTeam } from "./team-client.ts";
import { teamTexts } from "./texts.ts";

const texts = teamTexts.create;

/** Leads back to the console, or out of it for a person who has no team to go back to. */
export function CreateTeamForm({ hasTeam }: { hasTeam: boolean }) {
  const [name, setName] = useState("");
  const { isBusy, result, run } = useRequest(async () => {
    const created = await createTeam(name);
    return created.isOk ? openPage(`/t/${created.data.slug}`) : created;
  });
  const failure = getFailure(result);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={texts.name}
        autoComplete="organization"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={findFieldError(failure, "name")}
        required
      />
      <FormFailure failure={failure} fields={["name"]} />
      <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
        {texts.submit}
      </Button>
      {hasTeam ? (
        <ButtonLink href="/" className="h-9">
          {dialogTexts.cancel}
        </ButtonLink>
      ) : (
        <SignOutButton />
      )}
    </form>
  );
}
