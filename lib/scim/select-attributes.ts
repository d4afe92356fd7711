/** The resource with only the selected attributes. */
export function selectAttributes(
  resource: Record<string, unknown>,
  isSelected: (attribute: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isSelected(name)));
}
