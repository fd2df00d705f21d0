// Numbers drawn: over time by uPlot, webs, bars and heat maps by ECharts. Each has a table for those who cannot see it.
import { calm, colour, data, onTheme } from "house/look";

const DAY = 86400;
const LONG = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const FONT = "12px Geist, sans-serif";

function table(series) {
  const element = document.createElement("table");
  element.createCaption().textContent = series.unit ? `${series.label} (${series.unit})` : series.label;
  for (const [at, value] of series.points) {
    const row = element.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = LONG.format(at * 1000);
    row.append(head);
    row.insertCell().textContent = value ?? "–";
    // With what was usual then, and whether the value was not, where a series knows that.
    const place = row.sectionRowIndex;
    if (series.band) row.insertCell().textContent = series.band[place] ? `${series.band_label}: ${series.band[place].join(" – ")}` : "–";
    if (series.unusual) row.insertCell().textContent = series.unusual[place] ? series.unusual_label : "";
  }
  return element;
}

// What is drawn before the values, as the ends of what is usual, and after them: the objective, and marks on what is not usual.
function lines(series, value) {
  const quiet = { value, points: { show: false }, stroke: "transparent", width: 0 };
  const [before, after] = [[], []];
  if (series.band) {
    for (const end of [1, 0]) before.push({ options: { ...quiet, label: `${series.band_label} ${end ? "≤" : "≥"}` }, values: series.band.map((range) => range?.[end] ?? null) });
  }
  if (series.objective !== null && series.objective !== undefined) {
    after.push({ options: { value, label: series.objective_label ?? "Objective", stroke: colour("bad"), width: 1.5, dash: [6, 5], points: { show: false } }, values: series.points.map(() => series.objective) });
  }
  if (series.unusual?.some(Boolean)) {
    const points = { show: true, size: 11, fill: colour("warn"), stroke: colour("warn") };
    after.push({ options: { value, label: series.unusual_label, stroke: colour("warn"), width: 0, paths: () => null, points }, values: series.points.map(([, number], place) => (series.unusual[place] ? number : null)) });
  }
  return { before, after };
}

function grid(label, columns, rows, cells) {
  const element = document.createElement("table");
  element.createCaption().textContent = label;
  for (const [column, row, value] of cells) {
    const line = element.insertRow();
    for (const words of [rows[row], columns[column], value ?? "–"]) line.insertCell().textContent = words;
  }
  return element;
}

// Spans of time behind the curve: incidents, from opening to resolution.
function shaded(marks) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { left, top, width, height } = plot.bbox;
        plot.ctx.save();
        plot.ctx.fillStyle = colour("bad-soft");
        for (const { from, to } of marks) {
          const begins = Math.max(plot.valToPos(from, "x", true), left);
          const ends = Math.min(Math.max(plot.valToPos(to, "x", true), begins + 2), left + width);
          if (ends > begins) plot.ctx.fillRect(begins, top, ends - begins, height);
        }
        plot.ctx.restore();
      },
    },
  };
}

function options(series, element, height) {
  const line = colour("line");
  const axis = { stroke: colour("ink-2"), font: FONT, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const more = [series.objective, ...(series.band ?? []).flatMap((range) => range ?? [])];
  const days = series.points.length > 1 && series.points.at(-1)[0] - series.points[0][0] > 2 * DAY;
  const short = new Intl.DateTimeFormat("en-GB", days ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" });
  const value = (_, number) => number ?? "–";
  const { before, after } = lines(series, value);
  return {
    width: element.clientWidth, height, padding: [12, 12, 0, 0],
    legend: { live: true }, cursor: { points: { size: 8 } }, plugins: series.marks?.length ? [shaded(series.marks)] : [],
    scales: {
      y: {
        range: (_, low, high) => {
          const values = [low, high, ...more].filter((value) => Number.isFinite(value));
          const [least, most] = [Math.min(...values), Math.max(...values)];
          const room = (most - least || Math.abs(most) || 1) * 0.12;
          return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
        },
      },
    },
    axes: [{ ...axis, space: 70, values: (_, seconds) => seconds.map((at) => short.format(at * 1000)) }, { ...axis, size: 58 }],
    series: [
      { label: element.dataset.wordsTime || "At", value: (_, at) => (at === null ? "–" : LONG.format(at * 1000)) },
      ...before.map((one) => one.options),
      {
        value, label: series.unit ? `${series.label} (${series.unit})` : series.label, stroke: colour("accent"), width: 2,
        fill: series.band ? undefined : colour("accent-soft"), spanGaps: false, points: { show: series.points.length < 40, size: 5, fill: colour("accent") },
      },
      ...after.map((one) => one.options),
    ],
    bands: before.length ? [{ series: [1, 2], fill: colour("good-soft") }] : [],
  };
}

export async function drawTimeseries(element) {
  const { default: UPlot } = await import("vendor/timeseries");
  const series = data(element.dataset.timeseries);
  element.closest(".chart")?.querySelector("[data-chart-table]")?.replaceChildren(table(series));
  const { before, after } = lines(series);
  const values = (drawn) => drawn.map((one) => one.values);
  const columns = [series.points.map(([at]) => at), ...values(before), series.points.map(([, value]) => value), ...values(after)];
  let plot = null;
  // The legend below may need several lines, so what is around grows with it.
  const height = element.clientHeight - 28;
  element.classList.add("chart-flows");
  const draw = () => {
    plot?.destroy();
    plot = new UPlot(options(series, element, height), columns, element);
  };
  draw();
  new ResizeObserver(() => element.clientWidth !== plot.width && plot.setSize({ width: element.clientWidth, height })).observe(element);
  onTheme(element, draw);
}

async function drawWith(element, optionsOf) {
  const { default: echarts } = await import("vendor/charts");
  let chart = null;
  const draw = () => {
    chart?.dispose();
    chart = echarts.init(element, null, { renderer: "svg" });
    // Tooltips as text: as HTML they would carry style attributes, which the page's policy refuses.
    const tooltip = { renderMode: "richText", backgroundColor: colour("raised"), borderColor: colour("line"), textStyle: { color: colour("ink"), fontFamily: "Geist, sans-serif" } };
    chart.setOption({ animation: !calm(), textStyle: { fontFamily: "Geist, sans-serif", color: colour("ink-2") }, tooltip, ...optionsOf() });
  };
  draw();
  new ResizeObserver(() => chart.resize()).observe(element);
  onTheme(element, draw);
}

const caption = (element) => element.closest(".chart")?.querySelector("figcaption")?.textContent ?? "";

export function drawRadar(element) {
  const axes = data(element.dataset.radar);
  return drawWith(element, () => ({
    radar: {
      indicator: axes.map(({ label }) => ({ name: label, max: 100 })), radius: "66%", splitNumber: 4,
      axisName: { color: colour("ink"), fontSize: 12.5 }, splitArea: { show: false },
      splitLine: { lineStyle: { color: colour("line") } }, axisLine: { lineStyle: { color: colour("line") } },
    },
    series: [{
      type: "radar", symbolSize: 6, lineStyle: { width: 2.5, color: colour("accent") }, itemStyle: { color: colour("accent") },
      areaStyle: { color: colour("accent"), opacity: 0.16 }, data: [{ name: caption(element), value: axes.map(({ value }) => value ?? 0) }],
    }],
  }));
}

export function drawBars(element) {
  const { label, bars } = data(element.dataset.bars);
  return drawWith(element, () => ({
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: bars.map((bar) => bar.label), axisLine: { lineStyle: { color: colour("line-strong") } }, axisLabel: { color: colour("ink-2") } },
    yAxis: { type: "value", splitLine: { lineStyle: { color: colour("line") } }, axisLabel: { color: colour("ink-2") } },
    series: [{ name: label, type: "bar", barMaxWidth: 34, data: bars.map((bar) => bar.value), itemStyle: { color: colour("accent"), borderRadius: [4, 4, 0, 0] } }],
  }));
}

export function drawHeatmap(element) {
  const { label, rows, columns, cells, plain } = data(element.dataset.heatmap);
  if (plain) element.classList.add(`chart-heatmap-${Math.min(Math.ceil(rows.length / 10), 4)}`);
  const names = plain ? { width: element.clientWidth < 500 ? 96 : 220, overflow: "truncate" } : {};
  element.closest(".chart")?.querySelector("[data-chart-table]")?.replaceChildren(grid(label, columns, rows, cells));
  return drawWith(element, () => ({
    grid: { left: 8, right: 8, top: 8, bottom: 48, containLabel: true },
    xAxis: { type: "category", data: columns, axisLabel: { color: colour("ink-2") }, axisLine: { show: false }, axisTick: { show: false } },
    yAxis: { type: "category", inverse: true, data: rows, axisLabel: { color: colour("ink-2"), ...names }, axisLine: { show: false }, axisTick: { show: false } },
    visualMap: { min: 0, max: 100, orient: "horizontal", left: "center", bottom: 0, textStyle: { color: colour("ink-2") }, text: ["100 %", "0 %"], inRange: { color: plain ? [colour("bad"), colour("warn"), colour("good-soft")] : [colour("bad-soft"), colour("warn-soft"), colour("good-soft")] } },
    series: [{ type: "heatmap", data: cells, label: { show: !plain, color: colour("ink"), fontWeight: 600 }, itemStyle: { borderColor: colour("surface"), borderWidth: plain ? 1 : 2 } }],
  }));
}
