import { createContext, use } from 'react';
import type { EmbeddedDashboard } from '../../../src/server/contract.ts';

/** By which way a dashboard is asked for: as a page of the viewer, or with a token in a frame of somebody else's page. */
export interface Access {
  /** The part of the API that answers, before the dashboard's slug. */
  api: string;
  headers: Readonly<Record<string, string>>;
  /** Address of a dashboard, with its choices as a query. */
  address: (slug: string, query: string) => string;
  /** What the token fixes; null on our own pages. */
  embedded: Pick<EmbeddedDashboard, 'locked' | 'timeRange'> | null;
}

const OWN: Access = {
  api: '/api/dashboards',
  headers: {},
  address: (slug, query) => `/dashboards/${slug}${query}`,
  embedded: null,
};

export const AccessContext = createContext<Access>(OWN);

export const useAccess = (): Access => use(AccessContext);
