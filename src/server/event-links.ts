import type { Cell } from '../charts/picture.ts';
import type { EventDetail } from './contract.ts';

const OWNER_AND_NAME = /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/;

/** Where else an event can be looked at: its pull request and commit, for repositories named as owner/name. */
export function eventLinks(event: Record<string, Cell>): EventDetail['links'] {
  const repository =
    typeof event.repository === 'string' && OWNER_AND_NAME.test(event.repository) ? event.repository : null;
  if (!repository) return [];
  const base = `https://github.com/${repository}`;
  const links: EventDetail['links'] = [];
  if (typeof event.pr_number === 'number')
    links.push({ label: `Pull request #${event.pr_number}`, href: `${base}/pull/${event.pr_number}` });
  if (typeof event.commit_sha === 'string' && /^[0-9a-f]{7,64}$/.test(event.commit_sha)) {
    links.push({ label: `Commit ${event.commit_sha.slice(0, 8)}`, href: `${base}/commit/${event.commit_sha}` });
    if (typeof event.file_path === 'string' && event.file_path !== '' && !event.file_path.startsWith('/')) {
      const line = typeof event.line === 'number' ? `#L${event.line}` : '';
      const path = event.file_path.split('/').map(encodeURIComponent).join('/');
      links.push({ label: 'File at that commit', href: `${base}/blob/${event.commit_sha}/${path}${line}` });
    }
  }
  return links;
}
