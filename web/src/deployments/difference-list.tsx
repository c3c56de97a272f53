import type { ObjectDifference } from '../../../src/server/contract.ts';
import { plural } from '../format.ts';

const SIGNS = {
  create: { sign: '+', look: 'good', word: 'new' },
  update: { sign: '~', look: 'warn', word: 'changed' },
  delete: { sign: '-', look: 'bad', word: 'removed' },
} as const;

interface DifferenceListProps {
  objects: readonly (ObjectDifference & { status?: string })[];
}

/** Objects with what changed in each: a sign and a word for the kind of change, before and after for each field. */
export function DifferenceList({ objects }: DifferenceListProps) {
  return (
    <ul className="differences">
      {objects.map((object) => {
        const { sign, look, word } = SIGNS[object.action];
        const head = (
          <>
            <span className={`badge ${look}`}>
              {sign} {word}
            </span>
            <span className="muted">{object.kind}</span>
            <strong>{object.name}</strong>
            {object.status && object.status !== 'done' && <span className="badge bad">{object.status}</span>}
            {object.changes.length > 0 && <span className="muted">{plural(object.changes.length, 'change')}</span>}
          </>
        );
        return (
          <li key={object.uuid}>
            {object.changes.length === 0 ? (
              <div className="difference-head">{head}</div>
            ) : (
              <details>
                <summary className="difference-head">{head}</summary>
                <dl className="changes">
                  {object.changes.map((change) => (
                    <div key={change.field}>
                      <dt>{change.field}</dt>
                      {change.before !== null && (
                        <dd>
                          <del>{change.before}</del>
                        </dd>
                      )}
                      {change.after !== null && (
                        <dd>
                          <ins>{change.after}</ins>
                        </dd>
                      )}
                    </div>
                  ))}
                </dl>
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}
