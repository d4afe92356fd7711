"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import { findFieldError, getFailure } from "../api-failure.ts";
import { FormFailure } from "../dialogs/form-failure.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { PageHeader } from "../shell/page-header.tsx";
import { useRequest } from "../use-request.ts";
import { DeleteTeamDialog } from "./delete-team-dialog.tsx";
import { updateTeam } from "./team-client.ts";
import { teamTexts } from "./texts.ts";
import { TeamTwoFactorSection } from "./two-factor-section.tsx";
import type { TeamPageData } from "./view-data.ts";

const texts = teamTexts.team;

interface TeamViewProps {
  page: TeamPageData;
  /** More sections, above the deletion. */
  children?: ReactNode;
}

/** The team's name and rate limit maximums, and its deletion. */
export function TeamView({ page, children }: TeamViewProps) {
  const dialogs = useDialogs<{ kind: "delete" }>();
  const { contents } = page;
  const disabledReason = describeDisabledReason(page.viewer.permissions.includes("team:write"), page.people);
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} disabledReason={disabledReason} />
      <TeamId id={page.team.id} />
      <TeamForm page={page} />
      {page.twoFactor === null ? null : <TeamTwoFactorSection page={page} twoFactor={page.twoFactor} />}
      {children}
      {contents === null ? null : (
        <>
          <section className="mt-10 max-w-xl rounded-lg border border-bad p-4">
            <h2 className="font-semibold text-base">{texts.danger}</h2>
            <p className="mt-1 mb-4 text-muted text-sm">{texts.dangerText}</p>
            <Button ref={dialogs.anchorRef} variant="danger" onClick={() => dialogs.show({ kind: "delete" })}>
              {texts.delete}
            </Button>
          </section>
          <DeleteTeamDialog
            isOpen={dialogs.open !== null}
            team={page.team}
            contents={contents}
            onClose={dialogs.close}
            finalFocus={dialogs.finalFocus}
          />
        </>
      )}
    </>
  );
}

/** The ID that services and proxies use to name the team when they verify keys. */
function TeamId({ id }: { id: string }) {
  return (
    <div className="mb-5 text-sm">
      <p className="font-medium">{texts.id}</p>
      <p className="flex flex-wrap items-center gap-x-2">
        <code className="font-mono text-xs [overflow-wrap:anywhere]">{id}</code>
        <CopyButton variant="quiet" className="h-7 px-1.5 text-xs" getText={() => id}>
          {texts.copyId}
        </CopyButton>
      </p>
      <p className="text-muted text-xs leading-5">{texts.idHint}</p>
    </div>
  );
}

/** Null means no maximum. Undefined means the text is not a valid number. */
function readMax(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text);
  return /^\d{1,10}$/.test(text.trim()) && value >= 1 && value < 2 ** 31 ? value : undefined;
}

function formatMax(value: number | null): string {
  return value === null ? "" : String(value);
}

function TeamForm({ page }: { page: TeamPageData }) {
  const { details, viewer } = page;
  const router = useRouter();
  const [name, setName] = useState(details.name);
  const [perMinute, setPerMinute] = useState(formatMax(details.keyRateLimitMax.perMinute));
  const [per10Seconds, setPer10Seconds] = useState(formatMax(details.keyRateLimitMax.per10Seconds));
  const isReadOnly = !viewer.permissions.includes("team:write");
  const maxLimits = { perMinute: readMax(perMinute), per10Seconds: readMax(per10Seconds) };

  const { isBusy, result, run } = useRequest(async () => {
    const { perMinute: minute, per10Seconds: burst } = maxLimits;
    if (minute === undefined || burst === undefined) return null;
    const keyRateLimitMax = { perMinute: minute, per10Seconds: burst };
    const updated = await updateTeam(page.team.id, { name, keyRateLimitMax });
    if (updated.isOk) {
      showSuccess(texts.saved);
      router.refresh();
    }
    return updated;
  });
  const failure = getFailure(result);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };

  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <TextField
        label={texts.name}
        autoComplete="off"
        disabled={isReadOnly}
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint={texts.slugHint(details.slug)}
        error={findFieldError(failure, "name")}
        required
      />
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-1 font-medium text-sm">{texts.limits}</legend>
        <p className="text-muted text-xs leading-5">{texts.limitsHint}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={texts.perMinute}
            inputMode="numeric"
            autoComplete="off"
            disabled={isReadOnly}
            value={perMinute}
            onChange={(event) => setPerMinute(event.target.value)}
            error={maxLimits.perMinute === undefined ? texts.whole : undefined}
          />
          <TextField
            label={texts.per10Seconds}
            inputMode="numeric"
            autoComplete="off"
            disabled={isReadOnly}
            value={per10Seconds}
            onChange={(event) => setPer10Seconds(event.target.value)}
            error={maxLimits.per10Seconds === undefined ? texts.whole : undefined}
          />
        </div>
      </fieldset>
      <FormFailure failure={failure} fields={["name"]} />
      {isReadOnly ? null : (
        <Button type="submit" variant="primary" className="self-start" isBusy={isBusy}>
          {texts.save}
        </Button>
      )}
    </form>
  );
}
