import { sameRows } from './support/same-rows.ts';

await sameRows('postgresql');
