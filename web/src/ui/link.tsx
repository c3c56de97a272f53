import type { AnchorHTMLAttributes } from 'react';
import { go, isPlainClick } from '../router.ts';

/** A link to a page of ours: an ordinary anchor that does not reload. */
export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const { onClick, ...rest } = props;
  return (
    <a
      {...rest}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || !isPlainClick(event)) return;
        event.preventDefault();
        go(props.href);
      }}
    />
  );
}
