import { useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { absolute, isoDay, PRESETS, rangeLabel } from './time-ranges.ts';

interface TimePickerProps {
  range: string | null;
  /** Whether a person chose it; else it is the dashboard's own. */
  chosen: boolean;
  /** Where the data ends: proposed for a range of one's own. */
  until: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (range: string | null) => void;
}

const DAY = 86_400_000;

export function TimePicker({ range, chosen, until, open, onOpenChange, onChange }: TimePickerProps) {
  const chip = (
    <>
      <Icon name="clock" />
      <span className="value">{range ? rangeLabel(range) : 'Each chart’s own time'}</span>
    </>
  );
  return (
    <span className="chip-group">
      <Popover
        label="Time range"
        kind="dialog"
        open={open}
        onOpenChange={onOpenChange}
        trigger={(props) => (
          <button
            type="button"
            className="chip"
            data-on={chosen}
            aria-label={`Time range: ${range ? rangeLabel(range) : 'each chart’s own'}`}
            {...props}
          >
            {chip}
          </button>
        )}
      >
        {(close) => (
          <>
            {PRESETS.map((preset) => (
              <button
                key={preset.value}
                type="button"
                className="menu-item"
                aria-pressed={range === preset.value}
                data-autofocus={range === preset.value || undefined}
                onClick={() => {
                  close();
                  onChange(preset.value);
                }}
              >
                {preset.label}
                {range === preset.value && <Icon name="check" className="side" />}
              </button>
            ))}
            <div className="menu-line" />
            <OwnRange
              range={range}
              until={until}
              onChange={(own) => {
                close();
                onChange(own);
              }}
            />
          </>
        )}
      </Popover>
      {chosen && (
        <button
          type="button"
          className="chip"
          data-on="true"
          aria-label="Clear the time range"
          onClick={() => onChange(null)}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

function OwnRange({
  range,
  until,
  onChange,
}: {
  range: string | null;
  until: string | null;
  onChange: (range: string) => void;
}) {
  const span = range ? absolute(range) : null;
  const end = until ? Date.parse(until) : Date.now();
  const [from, setFrom] = useState(isoDay(span?.from ?? end - 29 * DAY));
  const [to, setTo] = useState(isoDay(span ? span.to - 1 : end));
  const wrong = !from || !to || from > to;
  return (
    <form
      className="own-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onChange(`${from} : ${isoDay(Date.parse(to) + DAY)}`);
      }}
    >
      <label>
        <span>From</span>
        <input className="field" type="date" value={from} max={to} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        <span>Through</span>
        <input className="field" type="date" value={to} min={from} onChange={(event) => setTo(event.target.value)} />
      </label>
      <button type="submit" className="button primary" disabled={wrong}>
        Show
      </button>
    </form>
  );
}
