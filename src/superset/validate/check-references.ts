import type { Bundle, NativeFilter } from '../../model/assets.ts';
import { nearest } from '../../util/nearest.ts';
import { isPlain, listOf } from '../compile/shape.ts';
import { assetName } from '../normalise/normalise.ts';
import type { Report } from './report.ts';

type ReportOn = (uuid: string) => Report;

/** References by uuid in both directions, and names that Superset would take for one and the same thing. */
export function checkReferences(bundle: Bundle, reportOn: ReportOn): void {
  const databases = new Set(bundle.databases.map((each) => each.uuid));
  const datasets = new Map(bundle.datasets.map((each) => [each.uuid, each]));
  for (const dataset of bundle.datasets) {
    if (!databases.has(String(dataset.database_uuid).toLowerCase())) {
      reportOn(dataset.uuid)(
        'REFERENCE_MISSING',
        'error',
        `the dataset ${dataset.table_name} names a database that is not in the bundle`,
        ['database_uuid'],
        'Give database: with the name of its template.',
      );
    }
  }
  for (const chart of bundle.charts) {
    if (!datasets.has(String(chart.dataset_uuid).toLowerCase())) {
      reportOn(chart.uuid)(
        'REFERENCE_MISSING',
        'error',
        `the chart ${chart.slice_name} names a dataset that is not in the bundle`,
        ['dataset_uuid'],
        'Give dataset: with the name of its template.',
      );
    }
  }
  checkFilterTargets(bundle, reportOn);
  checkCollisions(bundle, reportOn);
  checkUnused(bundle, reportOn);
}

function checkFilterTargets(bundle: Bundle, reportOn: ReportOn): void {
  const datasets = new Map(bundle.datasets.map((each) => [each.uuid, each]));
  for (const dashboard of bundle.dashboards) {
    const report = reportOn(dashboard.uuid);
    for (const [index, filter] of listOf(dashboard.metadata?.native_filter_configuration).entries()) {
      if (!isPlain(filter)) continue;
      const path = ['metadata', 'native_filter_configuration', index, 'targets'];
      for (const target of (filter as unknown as NativeFilter).targets ?? []) {
        if (target.datasetUuid === undefined) continue;
        const dataset = datasets.get(target.datasetUuid.toLowerCase());
        if (!dataset) {
          report(
            'REFERENCE_MISSING',
            'error',
            `the filter ${String(filter.name)} names a dataset that is not in the bundle: the import would fail`,
            path,
            'Give dataset: with the name of its template.',
          );
          continue;
        }
        const column = target.column?.name;
        const names = dataset.columns.map((each) => each.column_name);
        if (column !== undefined && !names.includes(column)) {
          const near = nearest(column, names);
          report(
            'COLUMN_MISSING',
            'error',
            `the filter ${String(filter.name)} is on ${column}, which ${dataset.table_name} does not have`,
            path,
            near ? `Did you mean ${near}?` : `Columns: ${names.join(', ')}`,
          );
        }
      }
    }
  }
}

/** Superset takes what has the name of another for that other, whatever its uuid. */
function checkCollisions(bundle: Bundle, reportOn: ReportOn): void {
  const unique = <T extends { uuid: string }>(
    list: readonly T[],
    key: (each: T) => string | undefined,
    path: string,
    what: string,
    nameOf = key,
  ): void => {
    const seen = new Set<string>();
    for (const each of list) {
      const taken = key(each);
      if (taken === undefined || taken === '') continue;
      if (seen.has(taken))
        reportOn(each.uuid)(
          'NAME_COLLISION',
          'error',
          `two ${what} ${nameOf(each)}: the import would take one for the other`,
          [path],
          'Give one of them another name.',
        );
      seen.add(taken);
    }
  };
  unique(bundle.databases, (each) => each.database_name, 'database_name', 'databases are called');
  unique(
    bundle.datasets,
    (each) =>
      `${each.database_uuid} ${typeof each.catalog === 'string' ? each.catalog : ''} ${each.schema ?? ''} ${each.table_name}`,
    'table_name',
    'datasets of one database show the table',
    (each) => assetName('dataset', each),
  );
  unique(bundle.dashboards, (each) => each.slug ?? undefined, 'slug', 'dashboards have the slug');
}

function checkUnused(bundle: Bundle, reportOn: ReportOn): void {
  const shown = new Set(
    bundle.dashboards.flatMap((each) =>
      Object.values(each.position ?? {}).flatMap((node) =>
        isPlain(node) && isPlain(node.meta) && typeof node.meta.uuid === 'string' ? [node.meta.uuid] : [],
      ),
    ),
  );
  for (const chart of bundle.charts) {
    if (!shown.has(chart.uuid))
      reportOn(chart.uuid)(
        'CHART_UNUSED',
        'note',
        `the chart ${chart.slice_name} is on no dashboard`,
        ['slice_name'],
        'Place it in a layout, or remove it.',
      );
  }
}
