import { useState } from 'react';
import type { FilterMeta, FilterOptions, FilterValue } from '../../../src/server/contract.ts';
import { useAccess } from '../data/access.ts';
import { useResource } from '../data/use-resource.ts';
import { countText } from '../format.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { isNothing } from './choice.ts';
import { GRAINS, grainLabel, PRESETS, rangeLabel } from './time-ranges.ts';

interface FilterChipProps {
  slug: string;
  filter: FilterMeta;
  value: FilterValue;
  /** What the filters stand at that this one depends on. */
  parents: Readonly<Record<string, FilterValue>>;
  onChange: (value: FilterValue) => void;
}

const shown = (value: string | number | boolean | null): string => (value === null ? 'no value' : String(value));

function text(filter: FilterMeta, value: FilterValue): string {
  if (isNothing(value)) return 'any';
  if (typeof value === 'string') {
    return filter.kind === 'time' ? rangeLabel(value) : filter.kind === 'grain' ? grainLabel(value) : value;
  }
  if (filter.kind === 'range' && value) {
    const [low, high] = value;
    return `${low === null ? 'up' : countText(Number(low))} to ${high === null || high === undefined ? 'any' : countText(Number(high))}`;
  }
  const first = shown(value?.[0] ?? null);
  const label = filter.kind === 'grain' ? grainLabel(first) : first;
  return value && value.length > 1 ? `${label} +${value.length - 1}` : label;
}

/** One of the dashboard's own filters, as a chip. */
export function FilterChip({ slug, filter, value, parents, onChange }: FilterChipProps) {
  const on = !isNothing(value);
  return (
    <span className="chip-group">
      <Popover
        label={filter.name}
        kind="dialog"
        trigger={(props) => (
          <button
            type="button"
            className="chip filter-chip"
            data-on={on}
            title={filter.description || undefined}
            {...props}
          >
            <span className="what">{filter.name}</span>
            <span className="value">{text(filter, value)}</span>
          </button>
        )}
      >
        {(close) => {
          const choose = (next: FilterValue): void => {
            close();
            onChange(next);
          };
          if (filter.kind === 'time') return <Choices options={PRESETS} value={value} onChoose={choose} />;
          if (filter.kind === 'grain')
            return <Choices options={GRAINS} value={value} onChoose={(grain) => choose(grain)} />;
          return filter.kind === 'range' ? (
            <RangeFields slug={slug} filter={filter} value={value} parents={parents} onChoose={choose} />
          ) : (
            <Values slug={slug} filter={filter} value={value} parents={parents} onChoose={choose} />
          );
        }}
      </Popover>
      {on && (
        <button
          type="button"
          className="chip"
          data-on="true"
          aria-label={`Clear ${filter.name}`}
          onClick={() => onChange(null)}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

interface ChoicesProps {
  options: readonly { value: string; label: string }[];
  value: FilterValue;
  onChoose: (value: string) => void;
}

function Choices({ options, value, onChoose }: ChoicesProps) {
  const current = Array.isArray(value) ? value[0] : value;
  return options.map((option) => (
    <button
      key={option.value}
      type="button"
      className="menu-item"
      aria-pressed={option.value === current}
      onClick={() => onChoose(option.value)}
    >
      {option.label}
      {option.value === current && <Icon name="check" className="side" />}
    </button>
  ));
}

interface EditorProps {
  slug: string;
  filter: FilterMeta;
  value: FilterValue;
  parents: Readonly<Record<string, FilterValue>>;
  onChoose: (value: FilterValue) => void;
}

function optionsPath(api: string, { slug, filter, parents }: EditorProps, words: string): string {
  const query = new URLSearchParams();
  if (words) query.set('q', words);
  if (Object.keys(parents).length > 0) query.set('parents', JSON.stringify(parents));
  const path = `${api}/${encodeURIComponent(slug)}/filters/${encodeURIComponent(filter.id)}`;
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

function Values(props: EditorProps) {
  const { filter, value, onChoose } = props;
  const [words, setWords] = useState('');
  const [picked, setPicked] = useState(Array.isArray(value) ? value : []);
  const { api } = useAccess();
  const { data, error } = useResource<FilterOptions>(optionsPath(api, props, words));
  const all = data ? [...picked.filter((each) => !words && !data.values.includes(each)), ...data.values] : picked;
  const toggle = (each: string | number | boolean | null): void => {
    if (!filter.multiple) return onChoose(picked.includes(each) ? null : [each]);
    setPicked((before) => (before.includes(each) ? before.filter((other) => other !== each) : [...before, each]));
  };
  return (
    <form
      className="options"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(picked.length > 0 ? picked : null);
      }}
    >
      <input
        className="field"
        type="search"
        placeholder={`Search ${filter.name.toLowerCase()}`}
        aria-label={`Search ${filter.name}`}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        data-autofocus
      />
      <div className="options-list">
        {error && <div className="empty">{error.message}</div>}
        {data && all.length === 0 && <div className="empty">No value has “{words}”.</div>}
        {all.map((each) => (
          <label key={`${typeof each}${each}`} className="option">
            <input type="checkbox" checked={picked.includes(each)} onChange={() => toggle(each)} />
            <span>{shown(each)}</span>
          </label>
        ))}
        {data?.more && <div className="menu-title">More values: search to find them.</div>}
      </div>
      {filter.multiple && (
        <div className="options-foot">
          <button type="submit" className="button primary">
            Apply
          </button>
          <button type="button" className="button" onClick={() => onChoose(null)}>
            Clear
          </button>
        </div>
      )}
    </form>
  );
}

function RangeFields(props: EditorProps) {
  const { filter, value, onChoose } = props;
  const [low, high] = Array.isArray(value) ? value : [null, null];
  const { api } = useAccess();
  const { data } = useResource<FilterOptions>(optionsPath(api, props, ''));
  const [from, setFrom] = useState(low === null || low === undefined ? '' : String(low));
  const [to, setTo] = useState(high === null || high === undefined ? '' : String(high));
  const read = (input: string): number | null => (input.trim() === '' ? null : Number(input));
  return (
    <form
      className="range-fields"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(from === '' && to === '' ? null : [read(from), read(to)]);
      }}
    >
      <input
        className="field"
        type="number"
        step="any"
        aria-label={`${filter.name}, least`}
        placeholder={data?.low === null || data?.low === undefined ? 'from' : String(data.low)}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
        data-autofocus
      />
      <input
        className="field"
        type="number"
        step="any"
        aria-label={`${filter.name}, greatest`}
        placeholder={data?.high === null || data?.high === undefined ? 'to' : String(data.high)}
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <button type="submit" className="button primary" style={{ gridColumn: '1 / -1' }}>
        Apply
      </button>
    </form>
  );
}
