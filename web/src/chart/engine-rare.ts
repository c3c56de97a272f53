import {
  BoxplotChart,
  CustomChart,
  EffectScatterChart,
  FunnelChart,
  GaugeChart,
  GraphChart,
  HeatmapChart,
  RadarChart,
  SankeyChart,
  SunburstChart,
  ThemeRiverChart,
  TreeChart,
  TreemapChart,
} from 'echarts/charts';
import {
  CalendarComponent,
  DatasetComponent,
  DataZoomComponent,
  GraphicComponent,
  MarkAreaComponent,
  PolarComponent,
  RadarComponent,
  SingleAxisComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components';
import { use } from 'echarts/core';

/** The kinds of series and components that few dashboards have. */
export function useRare(): void {
  use([
    BoxplotChart,
    CustomChart,
    EffectScatterChart,
    FunnelChart,
    GaugeChart,
    GraphChart,
    HeatmapChart,
    RadarChart,
    SankeyChart,
    SunburstChart,
    ThemeRiverChart,
    TreeChart,
    TreemapChart,
    CalendarComponent,
    DatasetComponent,
    DataZoomComponent,
    GraphicComponent,
    MarkAreaComponent,
    PolarComponent,
    RadarComponent,
    SingleAxisComponent,
    TitleComponent,
    VisualMapComponent,
  ]);
}
