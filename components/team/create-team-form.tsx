"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import { FormFailure } from "../dialogs/form-failure.tsx";
import { createTeam } from "./team-client.ts";
import { teamTexts } from "./texts.ts";

const texts = teamTexts.create;

export function CreateTeamForm() {
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const result = await createTeam(name);
    if (result.isOk) return location.assign(`/t/${result.data.slug}`);
    setIsBusy(false);
    setFailure(result.failure);
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
      <Button type="submit" look="primary" className="h-9" isBusy={isBusy}>
        {texts.submit}
      </Button>
    </form>
  );
}
