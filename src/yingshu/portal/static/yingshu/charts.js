// Yingshu: charts. A chart reads the table beside it, so both always show the same numbers.
// <div class="chart" data-chart="stack|bars|quadrant" data-table="#id" data-unit="…" data-divide="10000" data-ramp></div>
// Table: <th data-series> heads a drawn column, <tr data-row> is a category, its first [data-name] names it, and the
// cell of a drawn column carries the plain number in data-v. A click on a segment keeps only the rows that have it.
(function () {
  "use strict";
  const { all, find, each } = window.ys;
  const root = document.documentElement;
  const token = (name) => getComputedStyle(root).getPropertyValue("--ys-" + name).trim();
  const drawn = new Map();

  function read(table) {
    const heads = all("thead th", table);
    const columns = heads.map((th, i) => ({ th, i })).filter(({ th }) => th.hasAttribute("data-series"));
    const rows = all("tr[data-row]", table);
    return {
      rows,
      names: rows.map((row) => find("[data-name]", row).dataset.name || find("[data-name]", row).textContent.trim()),
      series: columns.map(({ th, i }) => ({ name: th.dataset.series || th.textContent.trim(), values: rows.map((row) => Number(row.cells[i].dataset.v || 0)) })),
    };
  }
  function axis(extra) {
    return Object.assign({ axisLine: { lineStyle: { color: token("line-2") } }, axisTick: { show: false }, splitLine: { lineStyle: { color: token("line") } } },
      extra, { axisLabel: Object.assign({ color: token("ink-2") }, extra.axisLabel) });
  }
  function option(el, data) {
    const flat = el.dataset.chart === "stack";
    const divide = Number(el.dataset.divide || 1);
    const colours = el.hasAttribute("data-ramp") ? ["wait-weak", "a1", "a2", "a3", "a4"] : ["c1", "c2", "c3", "c4", "c5", "c6"];
    const shown = (x) => (x / divide).toLocaleString("en", { maximumFractionDigits: 2 });
    const values = axis({ type: "value", name: el.dataset.unit, nameTextStyle: { color: token("ink-3") }, axisLabel: { color: token("ink-3"), formatter: shown } });
    const names = axis({ type: "category", inverse: flat, data: data.names, splitLine: { show: false }, axisLabel: flat ? { interval: 0, width: el.clientWidth * 0.3, overflow: "truncate" } : {} });
    return {
      animation: false,
      textStyle: { fontFamily: token("font"), fontSize: 12, color: token("ink-2") },
      grid: { left: 8, right: flat ? 44 : 12, top: el.clientWidth < 480 ? 62 : 36, bottom: 4, containLabel: true },
      legend: { top: 0, left: flat ? 0 : 64, itemWidth: 10, itemHeight: 10, textStyle: { color: token("ink-2") } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, backgroundColor: token("surface"), borderColor: token("line"), textStyle: { color: token("ink"), fontSize: 12 }, valueFormatter: (x) => shown(x) + " " + (el.dataset.unit || "") },
      xAxis: flat ? values : names,
      yAxis: flat ? names : values,
      series: data.series.map((s, i) => ({
        name: s.name, type: "bar", stack: flat ? "all" : undefined, barMaxWidth: flat ? 14 : 22, data: s.values,
        itemStyle: { color: token(colours[i % colours.length]), borderColor: colours[i] === "wait-weak" ? token("line-2") : token("surface"), borderWidth: flat ? 1 : 0 },
      })),
    };
  }
  // <div data-chart="quadrant" data-middle-x data-middle-y data-corners="a,b,c,d" data-unit data-unit-y>; rows carry data-x, data-y, data-hot.
  function quadrant(el, rows) {
    const dots = rows.filter((row) => row.dataset.x && row.dataset.y).map((row) => ({ name: find("[data-name]", row).dataset.name, value: [Number(row.dataset.x), Number(row.dataset.y)], hot: row.hasAttribute("data-hot") }));
    const spread = (i, step) => { const all = dots.map((d) => d.value[i]); const to = (x) => Number(x.toFixed(2)); return { min: to(Math.floor(Math.min(...all) / step) * step), max: to(Math.ceil(Math.max(...all) / step) * step), interval: step }; };
    const named = (name, gap) => ({ type: "value", name, nameLocation: "middle", nameGap: gap, nameTextStyle: { color: token("ink-3") }, splitLine: { show: false }, axisLabel: { color: token("ink-3"), formatter: (x) => String(Number(x.toFixed(2))) } });
    const x = spread(0, 5), across = x.min + (x.max - x.min) * 0.7;
    const corners = (el.dataset.corners || "").split(",");
    const places = [{ left: 56, top: 22 }, { right: 28, top: 22 }, { left: 56, bottom: 52 }, { right: 28, bottom: 52 }];
    return {
      animation: false,
      textStyle: { fontFamily: token("font"), fontSize: 12, color: token("ink-2") },
      grid: { left: 48, right: 20, top: 16, bottom: 44 },
      tooltip: { trigger: "item", backgroundColor: token("surface"), borderColor: token("line"), textStyle: { color: token("ink"), fontSize: 12 }, formatter: (d) => d.name + " " + d.value.map((v) => v.toFixed(2)).join(" · ") },
      xAxis: axis(Object.assign(named(el.dataset.unit, 28), x)),
      yAxis: axis(Object.assign(named(el.dataset.unitY, 34), spread(1, 0.1))),
      graphic: corners.map((words, i) => Object.assign({ type: "text", style: { text: words, fill: token("ink-3"), font: "600 12px " + token("font") } }, places[i])),
      series: [{
        type: "scatter", labelLayout: { hideOverlap: true },
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: token("line-2"), type: "dashed" }, data: [{ xAxis: Number(el.dataset.middleX) }, { yAxis: Number(el.dataset.middleY) }] },
        data: dots.map((d) => ({ name: d.name, value: d.value, label: { position: d.value[0] > across ? "left" : "right" }, symbol: d.hot ? "diamond" : "circle", symbolSize: d.hot ? 14 : 10, itemStyle: { color: token(d.hot ? "danger" : "c1") } })),
        label: { show: true, formatter: "{b}", position: "right", color: token("ink-2"), fontSize: 12 },
      }],
    };
  }
  function keepOnly(el, data, index) {
    const same = el.dataset.only === String(index);
    el.dataset.only = same ? "" : index;
    data.rows.forEach((row, i) => { row.hidden = !same && !data.series[index].values[i]; });
  }
  function draw(el) {
    const table = find(el.dataset.table);
    if (!window.echarts || !table) return;
    const plane = el.dataset.chart === "quadrant";
    const data = plane ? null : read(table);
    const chart = window.echarts.getInstanceByDom(el) || window.echarts.init(el, null, { renderer: "canvas" });
    chart.setOption(plane ? quadrant(el, all("tr[data-row]", table)) : option(el, data), true);
    chart.off("click");
    if (el.dataset.chart === "stack") chart.on("click", (e) => keepOnly(el, data, e.seriesIndex));
    drawn.set(el, chart);
  }
  each("[data-chart]", draw);
  document.addEventListener("ys:theme", () => drawn.forEach((chart, el) => draw(el)));
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
})();
