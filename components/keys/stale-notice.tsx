/** Tells that the key is not any more what somebody opened a dialog on; null: it is. */
export function StaleNotice({ news }: { news: string | null }) {
  if (news === null) return null;
  return (
    <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      {news}
    </p>
  );
}
