import { FunnelChart, GaugeChart, RadarChart } from 'echarts/charts';
import { RadarComponent } from 'echarts/components';
import { use } from 'echarts/core';

/** Gauges, funnels and radars. */
export const load = (): void => use([FunnelChart, GaugeChart, RadarChart, RadarComponent]);
