import { describe, expect, it } from 'vitest';
import { explainForeign } from '../../src/cli/preview/explain-foreign.ts';
import { Failure } from '../../src/errors.ts';
import type { Bundle, DatasetAsset } from '../../src/model/assets.ts';

const dataset: DatasetAsset = { uuid: 'd', table_name: 'orders', database_uuid: 'b', columns: [], metrics: [] };
const bundle = (sqlalchemy_uri: string): Bundle => ({
  databases: [{ uuid: 'b', database_name: 'Shop', sqlalchemy_uri }],
  datasets: [dataset],
  charts: [],
  dashboards: [],
});
const refused = new Failure('DB_QUERY_FAILED', 'unrecognized token: ":"');

describe("what a database refuses of somebody else's bundle", () => {
  it('is explained by the engine that the SQL was written for', () => {
    const explained = explainForeign(refused, bundle('postgresql+psycopg2://HOST/db'), dataset, 'sqlite');
    expect(explained).toMatchObject({
      code: 'DB_QUERY_FAILED',
      message: 'unrecognized token: ":"',
      hint: 'The SQL of Shop was written for postgresql; it was asked of SQLite. Give data of the kind it was written for.',
    });
  });

  it('is explained where SQL is refused before it is asked', () => {
    const unknown = new Failure('SQL_REFUSED', 'This SQL is not allowed here: the function tostring');
    expect(explainForeign(unknown, bundle('clickhousedb://HOST'), dataset, 'sqlite')).toMatchObject({
      code: 'SQL_REFUSED',
      hint: expect.stringContaining('written for clickhousedb; here it may use what SQLite and PostgreSQL have'),
    });
  });

  it('is explained by a table that the data lack', () => {
    const missing = new Failure('DB_QUERY_FAILED', 'no such table: core.orders');
    expect(explainForeign(missing, bundle('trino://HOST'), dataset, 'sqlite')).toMatchObject({
      hint: 'The data that were given lack this table: see --data, and the dataset orders.',
    });
  });

  it('is left as it is where there is nothing to add', () => {
    expect(explainForeign(refused, bundle('sqlite:///x.db'), dataset, 'sqlite')).toBe(refused);
    expect(explainForeign(refused, bundle('postgres://HOST'), dataset, 'postgresql')).toBe(refused);
    const slow = new Failure('DB_TIMEOUT', 'too slow');
    expect(explainForeign(slow, bundle('trino://HOST'), dataset, 'sqlite')).toBe(slow);
  });
});
