export interface ShellTeam {
  id: string;
  slug: string;
  name: string;
}
