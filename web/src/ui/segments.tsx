import { countText } from '../format.ts';

interface SegmentsProps<Value extends string> {
  /** What is chosen here, for who cannot see it. */
  label: string;
  options: readonly { value: Value; label: string; count?: number | undefined }[];
  chosen: string | null;
  onChoose: (value: Value) => void;
}

/** One of a few, side by side. */
export const Segments = <Value extends string>({ label, options, chosen, onChoose }: SegmentsProps<Value>) => (
  <div className="segments" role="group" aria-label={label}>
    {options.map((option) => (
      <button
        key={option.value}
        type="button"
        aria-pressed={option.value === chosen}
        onClick={() => onChoose(option.value)}
      >
        {option.label}
        {option.count !== undefined && <span className="number"> {countText(option.count)}</span>}
      </button>
    ))}
  </div>
);
