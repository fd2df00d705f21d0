// The few kinds of ECharts that pages use, in one file.
import { BarChart, HeatmapChart, RadarChart } from "echarts/charts";
import { AriaComponent, GridComponent, RadarComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent, BarChart, GridComponent, HeatmapChart, RadarChart, RadarComponent, SVGRenderer, TooltipComponent,
  VisualMapComponent,
]);

export default echarts;
