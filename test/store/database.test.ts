import { expect, it } from 'vitest';
import { databaseSource } from '../../src/store/database-source.ts';

it('database.ts says what src/model declares (vitest -u writes it again)', async () => {
  await expect(databaseSource()).toMatchFileSnapshot('../../src/store/database.ts');
});
