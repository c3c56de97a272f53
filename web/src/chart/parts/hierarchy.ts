import { SunburstChart, TreeChart, TreemapChart } from 'echarts/charts';
import { use } from 'echarts/core';

/** Parts of parts. */
export const load = (): void => use([SunburstChart, TreeChart, TreemapChart]);
