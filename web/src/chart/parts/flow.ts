import { GraphChart, SankeyChart } from 'echarts/charts';
import { use } from 'echarts/core';

/** What leads to what. */
export const load = (): void => use([GraphChart, SankeyChart]);
