import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from './icon.tsx';

interface OverlayProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
  look?: 'dialog' | 'dialog wide' | 'dialog full' | 'drawer';
  /** Keys that mean something while it is open. */
  onKey?: (key: string) => void;
  /** Without a heading of its own: the search box is one. */
  bare?: boolean;
}

/** A dialog or drawer over the page: keeps the focus inside, Escape closes, focus goes back where it was. */
export function Overlay(props: OverlayProps) {
  const box = useRef<HTMLDivElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const first = box.current?.querySelector<HTMLElement>('[data-autofocus]') ?? box.current;
    first?.focus({ preventScroll: true });
    return () => before?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onClose();
    }
    const typing = (event.target as Element).matches('input, select, textarea');
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) props.onKey?.(event.key);
    if (event.key !== 'Tab' || !box.current) return;
    const all = [
      ...box.current.querySelectorAll<HTMLElement>(
        'button:not(:disabled), [href], input, select, textarea, [tabindex="0"]',
      ),
    ];
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement === edge || all.length === 0) {
      event.preventDefault();
      (event.shiftKey ? all.at(-1) : all[0])?.focus();
    }
  };

  return createPortal(
    <>
      <div className="scrim" onClick={props.onClose} aria-hidden="true" />
      <div
        ref={box}
        className={props.look ?? 'dialog'}
        role="dialog"
        aria-modal="true"
        {...(props.bare ? { 'aria-label': props.title } : { 'aria-labelledby': heading })}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {!props.bare && (
          <div className="dialog-head">
            <h2 id={heading}>{props.title}</h2>
            {props.actions}
            <button type="button" className="icon-button" aria-label="Close" onClick={props.onClose}>
              <Icon name="close" />
            </button>
          </div>
        )}
        {props.children}
      </div>
    </>,
    document.body,
  );
}
