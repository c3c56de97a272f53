import type { FormData } from '../../../model/assets.ts';
import type { QueryObject } from '../types.ts';

/** The queries of one chart type, from the form data that its page holds. */
export type BuildQueries = (form: FormData) => QueryObject[];
