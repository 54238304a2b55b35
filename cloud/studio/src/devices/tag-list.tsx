/** The tags of a device, as many as there is room for. */
export function TagList({ tags, most = tags.length }: { tags: readonly string[]; most?: number }) {
  if (tags.length === 0) return <span className="dim none">–</span>;
  const shown = tags.slice(0, most);
  const hidden = tags.slice(most);
  return (
    <ul className="tag-list">
      {shown.map((tag) => (
        <li key={tag} className="tag">
          {tag}
        </li>
      ))}
      {hidden.length > 0 && (
        <li className="dim" title={hidden.join(', ')}>
          +{hidden.length}
          <span className="visually-hidden"> more: {hidden.join(', ')}</span>
        </li>
      )}
    </ul>
  );
}
