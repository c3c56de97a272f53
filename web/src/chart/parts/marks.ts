import {
  GraphicComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  DatasetComponent,
} from 'echarts/components';
import { use } from 'echarts/core';

/** Titles, areas and points on a drawing. */
export const load = (): void =>
  use([GraphicComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TitleComponent, DatasetComponent]);
