/** Says that the key was changed after the dialog was opened. Renders nothing for null. */
export function StaleNotice({ notice }: { notice: string | null }) {
  if (notice === null) return null;
  return (
    <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      {notice}
    </p>
  );
}
