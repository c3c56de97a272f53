import { plural } from '../format.ts';

interface MoreFootProps {
  count: number;
  word: string;
  loading: boolean;
  more: (() => void) | null;
}

/** How many rows are shown, and a button for the next. */
export const MoreFoot = ({ count, word, loading, more }: MoreFootProps) => (
  <div className="panel-foot">
    <span className="number">{loading ? 'Loading …' : `${plural(count, word)}${more ? ' so far' : ''}`}</span>
    {more && (
      <button type="button" className="button" onClick={more}>
        Show more
      </button>
    )}
  </div>
);
