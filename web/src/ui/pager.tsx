import { countText, plural } from '../format.ts';
import { Icon } from './icon.tsx';

interface PagerProps {
  /** Of the first row shown, from 0. */
  offset: number;
  size: number;
  total: number;
  onOffset: (offset: number) => void;
}

/** Which rows of a table are shown, and the ways to those before and after. */
export const Pager = ({ offset, size, total, onOffset }: PagerProps) => (
  <div className="pages">
    <span>
      {countText(offset + 1)}–{countText(Math.min(offset + size, total))} of {plural(total, 'row')}
    </span>
    <button
      type="button"
      className="icon-button small"
      aria-label="Page before"
      disabled={offset === 0}
      onClick={() => onOffset(Math.max(0, offset - size))}
    >
      <Icon name="left" />
    </button>
    <button
      type="button"
      className="icon-button small"
      aria-label="Next page"
      disabled={offset + size >= total}
      onClick={() => onOffset(offset + size)}
    >
      <Icon name="right" />
    </button>
  </div>
);
