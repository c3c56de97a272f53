import { describe, expect, it } from 'vitest';
import { sqlLines } from '../../web/src/chart/sql-lines.ts';

describe('SQL for a person to read', () => {
  it('has a line for each clause, and what is nested further in', () => {
    expect(sqlLines(`WITH a AS (SELECT b FROM c WHERE d IN (1, 2) LIMIT 5) SELECT SUM(b) FROM a ORDER BY b`)).toBe(
      ['WITH a AS (', '  SELECT b', '  FROM c', '  WHERE d IN (1, 2)', '  LIMIT 5', ')']
        .concat(['SELECT SUM(b)', 'FROM a', 'ORDER BY b'])
        .join('\n'),
    );
  });

  it('leaves alone what stands in quotes, in a call and in comments', () => {
    expect(sqlLines(`SELECT 'a  from  b', "group by", EXTRACT(day FROM t) FROM t`)).toBe(
      `SELECT 'a  from  b', "group by", EXTRACT(day FROM t)\nFROM t`,
    );
    expect(sqlLines('SELECT 1 -- from\nFROM t')).toBe('SELECT 1 -- from\nFROM t');
  });
});
