// Time series are drawn by uPlot.
export { default } from "uplot";
