import { useEffect, useState } from 'react';

const SAY = 'feedback-loop:say';

/** Says one short sentence at the foot of the page. */
export const say = (text: string): void => {
  dispatchEvent(new CustomEvent(SAY, { detail: text }));
};

export function Toast() {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: Event): void => {
      setText((event as CustomEvent<string>).detail);
      clearTimeout(timer);
      timer = setTimeout(() => setText(''), 2_600);
    };
    addEventListener(SAY, listen);
    return () => {
      removeEventListener(SAY, listen);
      clearTimeout(timer);
    };
  }, []);
  return (
    <div aria-live="polite" role="status">
      {text && <div className="toast">{text}</div>}
    </div>
  );
}
