"use client";

import { changeValue } from "#components/ui/change-value.ts";
import { ListPopup } from "./list-popup.tsx";
import type { Option, OptionGroup, Options, PopupProps } from "./option.ts";
import { SearchPopup } from "./search-popup.tsx";

/** Longer lists get a search field. */
const maxWithoutSearch = 10;

function listGroups(options: Options): OptionGroup[] {
  const groups: { label: string; options: Option[] }[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (!("value" in option)) groups.push({ label: option.label, options: [...option.options] });
    else if (last?.label === "") last.options.push(option);
    else groups.push({ label: "", options: [option] });
  }
  return groups;
}

function readLabel(select: HTMLSelectElement): string {
  return select.ariaLabel ?? select.labels[0]?.textContent ?? "";
}

/** The popup of a Select. */
export function SelectPopup({ options, ...popup }: PopupProps & { options: Options }) {
  const { anchor } = popup;
  const groups = listGroups(options);
  const all = groups.flatMap((group) => group.options);
  const Popup = all.length > maxWithoutSearch ? SearchPopup : ListPopup;
  return (
    <Popup
      {...popup}
      groups={groups}
      selected={all.find(({ value }) => value === anchor.value) ?? null}
      onSelect={(option) => {
        if (option !== null) changeValue(anchor, option.value);
      }}
      label={readLabel(anchor)}
    />
  );
}
