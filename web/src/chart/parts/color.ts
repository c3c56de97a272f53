import { HeatmapChart } from 'echarts/charts';
import { CalendarComponent, VisualMapComponent } from 'echarts/components';
import { use } from 'echarts/core';

/** Colour for a number: heatmaps and calendars. */
export const load = (): void => use([HeatmapChart, CalendarComponent, VisualMapComponent]);
