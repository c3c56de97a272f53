import type { Cell } from '../../../src/charts/picture.ts';
import type { EventColumn, EventDetail, EventKindInfo } from '../../../src/server/contract.ts';
import { cellText } from '../../../src/charts/format/cell.ts';
import { columnWords } from '../format.ts';
import { useResource } from '../data/use-resource.ts';
import { Icon } from '../ui/icon.tsx';
import { namesIn } from './names-in.ts';
import { Overlay } from '../ui/overlay.tsx';
import { ErrorState } from '../ui/states.tsx';

/** Long texts of an event that are read as code. */
const BLOCKS = new Set([
  'code',
  'stack_trace',
  'code_snippet',
  'details',
  'generation_metadata',
  'metadata',
  'prompt',
  'compilation_error',
  'violation_details',
  'raw',
  'suggestion',
]);

/** Where the record itself comes from: not what happened. */
const RECORD = new Set(['local_day', 'team_id', 'actor_hash', 'source', 'source_environment', 'created_at']);
/** The first of these says what happened. */
const HEADLINES = [
  'error',
  'failure_reason',
  'pr_title',
  'prompt',
  'issue_type',
  'test_name',
  'metric_type',
  'deployment_id',
  'rule_name',
  'run_id',
  'model',
  'pattern',
];
/** Says the same twice where both hold the same: spec's own name, and ours for every kind. */
const TWICE: Readonly<Record<string, string>> = { branch: 'branch_name' };

const readable = (text: string): string => {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

interface EventDrawerProps {
  kind: EventKindInfo;
  id: string;
  onClose: () => void;
  /** Opens the event before (-1) or after (1) in the list. */
  onStep: (step: -1 | 1) => void;
}

/** A word of a closed list reads as words; what somebody wrote stays as it is. */
const headlineText = (name: string, value: Cell | undefined): string =>
  name === 'issue_type' || name === 'metric_type' ? columnWords(String(value)) : String(value);

/** One event, whole. */
export function EventDrawer({ kind, id, onClose, onStep }: EventDrawerProps) {
  const { data, error } = useResource<EventDetail>(`/api/events/${kind.kind}/${encodeURIComponent(id)}`);
  const event = data?.event;
  const isBlock = (column: EventColumn): boolean => BLOCKS.has(column.name);
  const given = (value: Cell | undefined): boolean => value !== null && value !== undefined && value !== '';
  const isTwice = ({ name }: EventColumn): boolean => {
    const other = event?.[TWICE[name] ?? ''];
    return given(other) && (other === event?.[name] || !given(event?.[name]));
  };
  const facts = kind.columns.filter((column) => !isBlock(column) && !isTwice(column));
  const known = facts.filter((column) => event && given(event[column.name]));
  const missing = facts.filter((column) => event && !given(event[column.name]));
  const headline = HEADLINES.find((name) => event && given(event[name]));
  return (
    <Overlay
      title={kind.one}
      look="drawer"
      onClose={onClose}
      actions={
        <>
          <button
            type="button"
            className="icon-button"
            aria-label="Event before (k)"
            title="Event before (k)"
            onClick={() => onStep(-1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Next event (j)"
            title="Next event (j)"
            onClick={() => onStep(1)}
          >
            <Icon name="down" />
          </button>
        </>
      }
      onKey={(key) => {
        if (key === 'j' || key === 'k') onStep(key === 'j' ? 1 : -1);
      }}
    >
      <div className="dialog-body">
        {error && <ErrorState error={error} />}
        {!event && !error && <div className="skeleton" style={{ height: 240 }} />}
        {event && (
          <>
            {headline && <h3 className="event-title">{headlineText(headline, event[headline])}</h3>}
            {data.links.length > 0 && (
              <div className="toolbar">
                {data.links.map((link) => (
                  <a key={link.href} className="button" href={link.href} target="_blank" rel="noreferrer">
                    <Icon name="link" />
                    {link.label}
                  </a>
                ))}
              </div>
            )}
            <dl className="facts">
              {known
                .filter(({ name }) => name !== headline && !RECORD.has(name))
                .map((column) => (
                  <Fact key={column.name} column={column} value={event[column.name]} />
                ))}
              {missing.length > 0 && (
                <>
                  <dt>Not given</dt>
                  <dd className="muted">{missing.map(({ label }) => label).join(', ')}</dd>
                </>
              )}
            </dl>
            {kind.columns
              .filter((column) => isBlock(column) && given(event[column.name]) && column.name !== headline)
              .map((column) => (
                <section key={column.name}>
                  <h3 className="block-title">{column.label}</h3>
                  <pre className="code" tabIndex={0}>
                    {readable(String(event[column.name]))}
                  </pre>
                </section>
              ))}
            <h3 className="block-title">The record</h3>
            <dl className="facts">
              {known
                .filter(({ name }) => RECORD.has(name))
                .map((column) => (
                  <Fact key={column.name} column={column} value={event[column.name]} />
                ))}
              <dt>Event</dt>
              <dd>
                <code>{String(event.event_id)}</code>
              </dd>
            </dl>
          </>
        )}
      </div>
    </Overlay>
  );
}

function Fact({ column, value }: { column: EventColumn; value: Cell | undefined }) {
  return (
    <>
      <dt title={column.meaning}>{column.label}</dt>
      <dd>
        <FactValue column={column} value={value} />
        {column.unit && value !== null && value !== undefined && <span className="muted"> {column.unit}</span>}
      </dd>
    </>
  );
}

function FactValue({ column, value }: { column: EventColumn; value: Cell | undefined }) {
  const names = namesIn(value);
  if (names) {
    return (
      <span className="names">
        {names.map((name) => (
          <span key={name} className="badge">
            {name}
          </span>
        ))}
      </span>
    );
  }
  // Whole, not as in a table: a commit or a hash is copied from here.
  if (typeof value === 'string' && /^[0-9a-f]{32,}$/.test(value)) return <code>{value}</code>;
  return cellText(value, column);
}
