"use client";

import { Bookmark, BookmarkPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { hideableColumns } from "#components/keys/filter/key-columns.ts";
import type { KeyFilters } from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { MenuCheckbox, MenuGroup } from "#components/ui/menu/menu-groups.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import { readSavedViews } from "./saved-views.ts";
import { savedViewTexts } from "./texts.ts";

interface ViewMenuItemsProps {
  filters: KeyFilters;
  teamId: string;
  onHide: (hide: string) => void;
  onSave: () => void;
}

/** Columns to show or hide, and the saved views. */
export function ViewMenuItems({ filters, teamId, onHide, onSave }: ViewMenuItemsProps) {
  const router = useRouter();
  const hidden = filters.hide.split(",");
  const views = readSavedViews(teamId);
  const listHidden = (changed: string, isShown: boolean) =>
    hideableColumns.filter((column) => (column === changed ? !isShown : hidden.includes(column))).join(",");
  return (
    <>
      <MenuGroup label={savedViewTexts.columns}>
        {hideableColumns.map((column) => (
          <MenuCheckbox
            key={column}
            isChecked={!hidden.includes(column)}
            onChange={(isShown) => onHide(listHidden(column, isShown))}
          >
            {keyTexts.columns[column]}
          </MenuCheckbox>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label={savedViewTexts.title}>
        {views.map(({ name, query }) => (
          <MenuItem key={name} icon={<Bookmark aria-hidden="true" />} onSelect={() => router.push(query)}>
            {name}
          </MenuItem>
        ))}
        <MenuItem icon={<BookmarkPlus aria-hidden="true" />} onSelect={onSave}>
          {views.length === 0 ? savedViewTexts.save : savedViewTexts.manage}
        </MenuItem>
      </MenuGroup>
    </>
  );
}
