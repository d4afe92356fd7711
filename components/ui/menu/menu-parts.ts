"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import { createContext, useContext } from "react";

/** The components of menu items, provided by the popup, which is loaded when the first menu opens. */
export const MenuPartsContext = createContext<Pick<
  typeof Base,
  "CheckboxItem" | "CheckboxItemIndicator" | "Group" | "GroupLabel" | "Item" | "LinkItem" | "Separator"
> | null>(null);

export function useMenuParts() {
  const parts = useContext(MenuPartsContext);
  if (parts === null) throw new Error("menu items must be inside a Menu");
  return parts;
}
