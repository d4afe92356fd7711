"use client";

import { AppWindow, SearchX } from "lucide-react";
import { useAppDialogs } from "#components/apps/actions/use-app-dialogs.ts";
import { getIssuersPath } from "#components/apps/app-path.ts";
import { appTexts } from "#components/apps/texts.ts";
import type { AppsPageData } from "#components/apps/view-data.ts";
import { useFragment } from "#components/dialogs/use-fragment.ts";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { PageAction } from "#components/shell/page-action.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { AppFilterBar } from "./app-filter-bar.tsx";
import { type AppFilters, isFiltered, noFilters, writeAppFilters } from "./app-filters.ts";
import { AppsPager } from "./apps-pager.tsx";
import { AppsTable } from "./apps-table.tsx";

/** Loaded when the first dialog opens, because most visits open none. */
const AppDialogs = loadComponent(
  async () => (await import("#components/apps/actions/app-dialogs.tsx")).AppDialogs,
);

interface AppsViewProps {
  page: AppsPageData;
  filters: AppFilters;
}

/** The apps of a team, with the dialogs to register, edit, disable and delete one. */
export function AppsView({ page, filters }: AppsViewProps) {
  const dialogs = useAppDialogs();
  const disabledReason = describeDisabledReason(page.canWrite, page.people);
  const register = () => dialogs.show({ kind: "register" });
  useFragment((fragment) => {
    if (fragment !== "register" || !page.canWrite) return false;
    register();
    return true;
  });
  const action = { label: appTexts.register, disabledReason, onPress: register };
  const isEmpty = page.list.data.length === 0;
  return (
    <>
      <PageHeader
        title={appTexts.title}
        intro={appTexts.intro(page.team.name)}
        disabledReason={disabledReason}
      >
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={getIssuersPath(page.team.slug)}>{appTexts.issuers}</ButtonLink>
          <PageAction {...action} ref={dialogs.anchorRef} />
        </div>
      </PageHeader>
      {isEmpty && !isFiltered(filters) ? null : (
        <AppFilterBar filters={filters} environments={page.environments} />
      )}
      {isEmpty ? (
        <EmptyApps page={page} filters={filters} onRegister={register} />
      ) : (
        <AppsTable page={page} dialogs={dialogs} />
      )}
      <AppsPager page={page} filters={filters} />
      {dialogs.wereOpened ? <AppDialogs dialogs={dialogs} page={page} /> : null}
    </>
  );
}

interface EmptyAppsProps extends AppsViewProps {
  onRegister: () => void;
}

/** Says why the list is empty, and when to use an app instead of a key. */
function EmptyApps({ page, filters, onRegister }: EmptyAppsProps) {
  const { title, text, noMatch } = appTexts.empty;
  if (isFiltered(filters)) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={noMatch.title}
        actions={<ButtonLink href={writeAppFilters(noFilters)}>{appTexts.filters.clear}</ButtonLink>}
      >
        {noMatch.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<AppWindow aria-hidden="true" />}
      title={title}
      actions={
        <>
          {page.canWrite ? (
            <PageAction label={appTexts.register} disabledReason={undefined} onPress={onRegister} />
          ) : null}
          <ButtonLink href={appTexts.guidePath}>{appTexts.guide}</ButtonLink>
        </>
      }
    >
      {text}
    </EmptyState>
  );
}
