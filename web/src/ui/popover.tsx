import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

interface PopoverProps {
  /** What opens it; gets the props that a button which opens something needs. */
  trigger: (props: {
    ref: (element: HTMLElement | null) => void;
    onClick: () => void;
    'aria-expanded': boolean;
    'aria-haspopup': 'menu' | 'dialog';
  }) => ReactNode;
  children: (close: () => void) => ReactNode;
  kind?: 'menu' | 'dialog';
  label: string;
  align?: 'start' | 'end';
  /** Opened and closed from outside, for keys. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

const FOCUSABLE = 'button:not(:disabled), [href], input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** A floating panel under a button. Escape and a click elsewhere close it, arrow keys walk a menu, focus comes back. */
export function Popover(props: PopoverProps) {
  const [own, setOwn] = useState(false);
  const open = props.open ?? own;
  const anchor = useRef<HTMLElement | null>(null);
  const panel = useRef<HTMLDivElement | null>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const kind = props.kind ?? 'menu';

  const set = (next: boolean): void => {
    setOwn(next);
    props.onOpenChange?.(next);
    if (!next) {
      setPlace(null);
      anchor.current?.focus({ preventScroll: true });
    }
  };

  useLayoutEffect(() => {
    if (!open || !anchor.current || !panel.current) return;
    const from = anchor.current.getBoundingClientRect();
    const size = panel.current.getBoundingClientRect();
    const wanted = props.align === 'end' ? from.right - size.width : from.left;
    const below = from.bottom + 6;
    const fits = below + size.height <= innerHeight - 8;
    setPlace({
      left: Math.max(8, Math.min(wanted, innerWidth - size.width - 8)),
      top: fits ? below : Math.max(8, Math.min(below, innerHeight - size.height - 8)),
    });
    const first =
      panel.current.querySelector<HTMLElement>('[data-autofocus]') ?? panel.current.querySelector(FOCUSABLE);
    (first as HTMLElement | null)?.focus({ preventScroll: true });
  }, [open, props.align]);

  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent): void => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.current?.contains(target)) set(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  });

  const onKeyDown = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      set(false);
      return;
    }
    const inText = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || (inText && event.key === 'ArrowUp')) return;
    const items = [...(panel.current?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
    event.preventDefault();
  };

  return (
    <>
      {props.trigger({
        ref: (element) => {
          anchor.current = element;
        },
        onClick: () => set(!open),
        'aria-expanded': open,
        'aria-haspopup': kind,
      })}
      {open &&
        createPortal(
          <div
            ref={panel}
            className="popover"
            role={kind}
            aria-label={props.label}
            // Not hidden by visibility: what is hidden cannot take the focus.
            style={place ?? { left: 0, top: 0, opacity: 0 }}
            onKeyDown={onKeyDown}
          >
            {props.children(() => set(false))}
          </div>,
          // Inside the landmark of the page, so that it is found there.
          document.getElementById('content') ?? document.body,
        )}
    </>
  );
}
