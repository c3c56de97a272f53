import { DataZoomComponent } from 'echarts/components';
import { use } from 'echarts/core';

/** A slider below the axis. */
export const load = (): void => use([DataZoomComponent]);
