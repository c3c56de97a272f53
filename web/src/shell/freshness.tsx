import { useEffect, useState } from 'react';
import type { Meta } from '../../../src/server/contract.ts';
import { agoText, instantText, untilText } from '../format.ts';

const STALE_MS = 2 * 86_400_000;

/** "Data until 14:02, 3 minutes ago". */
export function Freshness({ meta }: { meta: Meta | null }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const until = meta?.freshness.until;
  // Somebody else's dashboards are not over our events.
  if (!meta?.pages.includes('events')) return null;
  if (!until) {
    return (
      <span className="fresh" data-age="none">
        <span className="dot" />
        No events yet
      </span>
    );
  }
  const old = now - Date.parse(until) > STALE_MS;
  return (
    <span className="fresh" data-age={old ? 'old' : 'fresh'} title={`The newest event happened ${instantText(until)}`}>
      <span className="dot" />
      <span>
        <span className="only-wide">Data until {untilText(until, now)}, </span>
        {agoText(until, now)}
      </span>
    </span>
  );
}
