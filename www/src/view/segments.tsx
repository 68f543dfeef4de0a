// A choice between a few options, side by side.

export function Segments<Id extends string>({
  label,
  options,
  value,
  onValue,
}: {
  label: string;
  options: readonly { readonly id: Id; readonly label: string }[];
  value: Id;
  onValue: (value: Id) => void;
}) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map(({ id, label }) => (
        <button type="button" key={id} aria-pressed={id === value} onClick={() => onValue(id)}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** Tabs. The arrow keys move between them. */
export function Tabs<Id extends string>({
  label,
  tabs,
  value,
  onValue,
  idFor,
}: {
  label: string;
  tabs: readonly { readonly id: Id; readonly label: string; readonly count?: string | undefined; readonly isBad?: boolean }[];
  value: Id;
  onValue: (value: Id) => void;
  idFor: string;
}) {
  const move = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = (tabs.findIndex(({ id }) => id === value) + by + tabs.length) % tabs.length;
    const next = tabs[at];
    if (!next) return;
    onValue(next.id);
    ((event.currentTarget as HTMLElement).children[at] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(({ id, label, count, isBad }) => (
        <button
          type="button"
          key={id}
          role="tab"
          id={`${idFor}-${id}`}
          aria-controls={`${idFor}-panel`}
          aria-selected={id === value}
          tabIndex={id === value ? 0 : -1}
          onClick={() => onValue(id)}
        >
          {label} {count !== undefined && <span class={isBad ? "count bad" : "count"}>{count}</span>}
        </button>
      ))}
    </div>
  );
}
