import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Bundle } from '../../src/model/assets.ts';
import { type Compiled, compileProject } from '../../src/superset/compile/compile.ts';
import { parseBundle } from '../../src/superset/compile/read-bundle.ts';
import { templateRenderer } from '../../src/superset/compile/render-template.ts';
import { yamlText } from '../../src/superset/compile/yaml-text.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { diffObject } from '../../src/superset/plan/diff-object.ts';
import { withTrialProject } from '../../src/superset/translate/prove.ts';
import { translate } from '../../src/superset/translate/translate.ts';
import { validate } from '../../src/superset/validate/validate.ts';
import { temporaryFolder } from '../support/databases.ts';
import { fc } from '../support/property.ts';

/** What hostile or broken files hold where something sensible should stand. */
const junk = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'constructor',
  '__proto__',
  '../../etc/passwd',
  '{{ 1 }}',
  '[[ x ]]',
  'a\u0000b',
  '😀',
  [],
  {},
  [null],
  [[[]]],
  { constructor: { prototype: { polluted: 1 } } },
  { uuid: 1 },
  ['a', { b: null }],
  '{"a":',
  '{"queries":[null]}',
);

type Path = (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

/** The same with other things in some places: `choices` say where (as a share of all places) and what. */
function mutated<T>(value: T, choices: readonly (readonly [number, unknown, boolean])[]): T {
  const copy = structuredClone(value);
  for (const [share, other, removed] of choices) {
    const paths = pathsOf(copy).slice(1);
    const path = paths[Math.floor(share * paths.length)] ?? [];
    const last = path.at(-1);
    let parent: unknown = copy;
    for (const step of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[step];
    if (last === undefined || typeof parent !== 'object' || parent === null) continue;
    if (removed) delete (parent as Record<string | number, unknown>)[last];
    else (parent as Record<string | number, unknown>)[last] = structuredClone(other);
  }
  return copy;
}

const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), junk, fc.boolean()), {
  minLength: 1,
  maxLength: 4,
});

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map(
  Object.getOwnPropertyNames,
);
const expectPrototypesUntouched = (): void =>
  expect(
    [Object.prototype, Array.prototype, Function.prototype, String.prototype].map(Object.getOwnPropertyNames),
  ).toEqual(PROTOTYPES);

const uuid = (digit: number): string => `0000000${digit}-0000-4000-8000-000000000000`;

const ASSETS: Record<string, Record<string, unknown>> = {
  'databases/d.yaml': {
    database_name: 'D',
    sqlalchemy_uri: `postgresql://u:${'X'.repeat(10)}@h/d`,
    extra: {},
    uuid: uuid(1),
  },
  'datasets/t.yaml': {
    table_name: 't',
    database: 'd',
    schema: 'public',
    sql: 'SELECT a, at FROM t',
    columns: [
      { column_name: 'a', type: 'TEXT', expression: null, extra: {} },
      { column_name: 'at', is_dttm: true },
    ],
    metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
    uuid: uuid(2),
  },
  'charts/c.yaml': {
    slice_name: 'C',
    viz_type: 'echarts_timeseries_line',
    dataset: 't',
    params: {
      x_axis: 'at',
      time_grain_sqla: 'P1D',
      metrics: ['count', { expressionType: 'SIMPLE', aggregate: 'SUM', column: { column_name: 'a' }, label: 's' }],
      groupby: ['a'],
      adhoc_filters: [{ clause: 'WHERE', expressionType: 'SIMPLE', subject: 'a', operator: 'IN', comparator: ['x'] }],
      annotation_layers: [{ annotationType: 'FORMULA', value: '1' }],
    },
    uuid: uuid(3),
  },
  'dashboards/b.yaml': {
    dashboard_title: 'B',
    slug: 'b',
    layout: [
      {
        height: 50,
        row: [
          { chart: 'c', width: 6 },
          { markdown: 'words', width: 6 },
        ],
      },
      { header: 'words' },
    ],
    filters: [{ name: 'A', type: 'select', dataset: 't', column: 'a' }],
    metadata: { color_scheme: 'supersetColors', label_colors: { a: '#fff' } },
    uuid: uuid(4),
  },
};

const SETTINGS = [
  { path: 'policy.yaml', text: '{}\n' },
  {
    path: 'environments/one.yaml',
    text: 'target: {version: "6.1", url_env: SUPERSET_URL}\ndatabase: {uri: "postgresql://h/d"}\n',
  },
];
const folder = temporaryFolder();

/** Assets by their paths below assets/ -> the compiled project. */
const compiledOf = (assets: Readonly<Record<string, unknown>>): Compiled =>
  withTrialProject(
    folder,
    [
      ...SETTINGS,
      ...Object.entries(assets).map(([path, asset]) => ({ path: `assets/${path}`, text: yamlText(asset) })),
    ],
    [],
    (projectDir) => compileProject({ projectDir, environment: 'one', env: {} }),
  );

describe('hostile templates', () => {
  const variables = { name: 'n', rows: ['a', 'b'], nested: { key: 'value' }, deep: { a: { b: [1, 2] } } };
  const expression = fc.constantFrom(
    'name',
    'rows',
    'nested.key',
    'deep.a.b[0]',
    'nope',
    'nested.constructor',
    'name.__proto__.x',
    'rows["constructor"]',
    '[].map',
    'name.constructor("return process")()',
    'range(1000000000)',
    'range(9999)',
    '"a" * 1000000000',
    'name | replace("", name * 99)',
    'self',
    'this',
    'rows | join(rows | join)',
    'name ~ name ~ name',
    '{"a": {"a": 1}}',
    'nested | tojson(indent=99999)',
    '1/0',
    '[[',
    ']]',
    "'",
    'm(m(1))',
    'namespace(x=1).x',
  );
  const piece = fc.oneof(
    expression.map((each) => `[[ ${each} ]]`),
    expression.map((each) => `[% set name = ${each} %]`),
    expression.map((each) => `[% for x in ${each} %]`),
    expression.map((each) => `[% if ${each} %]`),
    fc.constantFrom(
      '[% endfor %]',
      '[% endif %]',
      '[% else %]',
      '[% macro m(x) %]',
      '[% endmacro %]',
      '[# c',
      '#]',
      '[% raw %]',
      '[% endraw %]',
    ),
    fc.constantFrom('a: 1\n', '- ', '\n', '[%', '%]', '[[', ']]', '{{ y }}', '\u0000', '😀'),
    fc.string({ maxLength: 8 }),
  );

  it('render, or fail at a line of their file; they never reach what is not theirs', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const render = templateRenderer({ variables, macros: [], delimiters: 'brackets' });
        try {
          expect(render({ file: 't.yaml', text: pieces.join('') }).text).not.toMatch(
            /native code|\[object |process\.env/,
          );
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
          expect((thrown as Failure).where).toMatchObject({ file: 't.yaml', line: expect.any(Number) as number });
        }
      }),
      { numRuns: 700 },
    );
    expectPrototypesUntouched();
  });

  it('of assets compile, or say where the mistake stands', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (choices) => {
        const compiled = compiledOf(mutated(ASSETS, choices));
        const { findings } = await validate(compiled, { now: 0 });
        for (const each of findings.filter((one) => one.severity === 'error')) {
          expect(each.where).toMatchObject({
            file: expect.stringMatching(/^assets\//) as string,
            line: expect.any(Number) as number,
          });
        }
        if (findings.every((each) => each.severity !== 'error')) objectSet(compiled.bundle);
      }),
      { numRuns: 40 },
    );
    expectPrototypesUntouched();
  });
});

describe('mistakes that other checks would trip over', () => {
  it.each([
    ['a column that is nothing', ['datasets/t.yaml', 'columns', 0], null, /column 1 is no mapping/],
    [
      'a metric on a column without a name',
      ['charts/c.yaml', 'params', 'metrics', 1, 'column'],
      {},
      /has no column undefined/,
    ],
  ])('are said with their place: %s', async (_, path, value, message) => {
    const assets = structuredClone(ASSETS);
    let parent: unknown = assets;
    for (const step of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[step];
    (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
    const { findings } = await validate(compiledOf(assets), { now: 0 });
    expect(findings).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(message) as string,
        where: expect.objectContaining({ file: `assets/${path[0]}`, line: expect.any(Number) as number }) as object,
      }),
    );
  });
});

describe('hostile exports', () => {
  const compiled = compiledOf(ASSETS);

  it('become templates that compile to the same, or are refused with file or field', () => {
    expect(compiled.findings).toEqual([]);
    const texts = compiled.files.map(({ path, text }) => ({ path, text }));
    const whole = parseBundle(texts, 'export');
    fc.assert(
      fc.property(changes, (choices) => {
        const { databases, datasets, charts, dashboards } = mutated(whole, choices);
        const parts = { databases, datasets, charts, dashboards };
        const hostile = Object.entries(parts).flatMap(([part, list]) =>
          (Array.isArray(list) ? list : [list]).map((asset, at) => ({
            path: `${part}/x/${at}.yaml`,
            text: yamlText(asset),
          })),
        );
        let exported: Bundle;
        try {
          exported = parseBundle(hostile, 'export');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
          expect((thrown as Failure).where?.file).toMatch(/^export:/);
          return;
        }
        const held = objectSet(exported);
        const { templates } = translate({
          exports: new Map([['one', exported]]),
          version: '6.1',
          delimiters: 'brackets',
          taken: [],
        });
        const again = withTrialProject(folder, [...SETTINGS, ...templates], [], (projectDir) =>
          compileProject({ projectDir, environment: 'one', env: {} }),
        );
        if (again.findings.some((each) => each.severity === 'error')) return;
        const made = objectSet(again.bundle);
        for (const { uuid: id, kind, content } of held.values()) {
          const found = made.get(id);
          expect(found && diffObject(kind, content, found.content)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
    expectPrototypesUntouched();
  });
});
