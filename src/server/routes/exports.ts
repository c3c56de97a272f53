import type { FastifyInstance } from 'fastify';
import { Failure } from '../../errors.ts';
import { type Fonts, openFonts } from '../../report/fonts.ts';
import { REPORT_FORMATS, renderReport } from '../../report/render-report.ts';
import { makeReport } from '../../report/report.ts';
import { readChoice, requestOf } from '../address.ts';
import { drawKnown } from '../chart-replies.ts';
import type { Freshness } from '../contract.ts';
import { findDashboard, type ServerContext } from '../server-context.ts';

/** A name for a download in ASCII for old readers, and as it is for all others (RFC 6266). */
const disposition = (name: string): string =>
  `attachment; filename="${name.normalize('NFKD').replaceAll(/[^\w.-]+/g, '')}"; filename*=UTF-8''${encodeURIComponent(name)}`;

/**
 * GET /api/dashboards/:slug/export/:format?chart=UUID&THE-ADDRESS-OF-THE-VIEW: what the page shows, as a file. The
 * choices are those of the page's own address, so a file holds what was looked at.
 */
export function exportRoutes(app: FastifyInstance, context: ServerContext, freshness: () => Promise<Freshness>): void {
  let fonts: Promise<Fonts> | undefined;
  app.get<{ Params: { slug: string; format: string } }>(
    '/api/dashboards/:slug/export/:format',
    async (request, reply) => {
      const format = REPORT_FORMATS.find((each) => each === request.params.format);
      if (!format) {
        throw new Failure('NOT_FOUND', `there is no format ${request.params.format}`, {
          hint: `Ask for ${REPORT_FORMATS.join(', ')}.`,
        });
      }
      const search = request.url.split('?')[1] ?? '';
      const words = new URLSearchParams(search);
      const bundle = await context.bundle();
      const dashboard = findDashboard(bundle, request.params.slug);
      const [version, { until }] = await Promise.all([context.store.dataVersion(), freshness()]);
      const charts = words.getAll('chart');
      const report = await makeReport({
        bundle,
        dashboard,
        until,
        organization: context.organization,
        now: context.now(),
        request: { ...requestOf(readChoice(search)), ...(charts.length > 0 ? { charts } : {}) },
        answer: async (ask) => (await drawKnown(context, ask, version)).value,
      });
      if (charts.length > 0 && report.charts.size === 0) {
        throw new Failure('NOT_FOUND', `the dashboard has no chart ${charts[0] ?? ''}`);
      }
      fonts ??= openFonts();
      fonts.catch(() => {
        fonts = undefined;
      });
      const theme = words.get('theme') === 'dark' ? 'dark' : format === 'html' ? 'auto' : 'light';
      const file = await renderReport(report, format, { theme, fonts: await fonts });
      return reply
        .header('content-type', file.contentType)
        .header('content-disposition', disposition(file.name))
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(file.bytes);
    },
  );
}
