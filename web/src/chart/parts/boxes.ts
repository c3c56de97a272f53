import { BoxplotChart, CustomChart, ScatterChart } from 'echarts/charts';
import { use } from 'echarts/core';

/** Boxes with whiskers, points, and shapes of our own (Gantt). */
export const load = (): void => use([BoxplotChart, CustomChart, ScatterChart]);
