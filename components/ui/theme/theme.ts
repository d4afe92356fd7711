/** Stores the choice, so that the server renders the page in that theme. */
export const themeCookie = "theme";

export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
