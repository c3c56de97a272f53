import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDevelopmentJson } from '../../src/collect/development-json/read-development-json.ts';
import { temporaryFolder } from '../support/databases.ts';

it('the folder of JSON files that is not there is named, without words of the operating system', () => {
  const folder = join(temporaryFolder(), 'development-metrics');
  expect(() => [...readDevelopmentJson(folder)]).toThrow(
    expect.objectContaining({ code: 'FILE_MISSING', message: `${folder} does not exist` }),
  );
  mkdirSync(folder);
  expect([...readDevelopmentJson(folder)]).toEqual([]);
});
