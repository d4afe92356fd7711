"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import { createContext, useContext } from "react";

/** What an open menu's items are made of. It comes with the popup, which is loaded when the first menu opens. */
export const MenuPartsContext = createContext<Pick<typeof Base, "Item" | "LinkItem" | "Separator"> | null>(
  null,
);

export function useMenuParts() {
  const parts = useContext(MenuPartsContext);
  if (parts === null) throw new Error("a menu's items belong into a Menu");
  return parts;
}
