// The charts: plotly's drawings in the viewer's colours; their numbers as a table, their pictures, and how they look on paper.
(() => {
  "use strict";

  const AGAIN = 3000; // ms between two tries to load plotly.js
  const root = document.documentElement;
  const style = getComputedStyle(root);
  const by = (id) => document.getElementById(id);

  const shown = new Map(); // what each chart shows, by its name
  const followed = new WeakMap(); // the drawings that follow the size of their place, and the size that they have

  // ---- plotly.js, which only pages with charts need ----

  let loaded = null;

  const plotly = () => (loaded ||= new Promise(load));

  const load = (done) => {
    const script = document.createElement("script");
    script.src = by("plotly").href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => setTimeout(load, AGAIN, done);
    document.head.append(script);
  };

  // ---- drawing ----

  // Letters, and the room for them, grow with those of the page: figures count in pixels of its usual size.
  const GROWS = new Set(["size", "l", "r", "t", "b", "yshift"]);
  const sized = (key, value) =>
    GROWS.has(key) && typeof value === "number" ? (value * parseFloat(style.fontSize)) / 16 : value;

  // A figure names its colours by the style sheet's properties.
  const here = (value) => {
    if (Array.isArray(value)) return value.map(here);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sized(key, here(each))]));
    }
    if (typeof value !== "string") return value;
    return value.startsWith("var(") ? style.getPropertyValue(value.slice(4, -1)).trim() : value;
  };

  // The server's plain drawings: they move from the first HTML to the page's own places, until plotly draws there.
  const keep = () => {
    for (const drawing of document.querySelectorAll("#first [data-place] .plain-chart")) {
      const place = by(drawing.closest("[data-place]").dataset.place);
      if (place && !place.firstChild) place.append(drawing);
    }
  };

  const show = async (chart) => {
    shown.set(chart.name, chart);
    await plotly();
    await new Promise((done) => setTimeout(done)); // until React has made its place
    draw(chart.name);
    tabulate(chart.name);
  };

  const draw = (name) => {
    const place = by(`${name}-graph`);
    if (!place) return shown.delete(name);
    const { data, layout } = here(shown.get(name));
    place.querySelector(".plain-chart")?.remove();
    window.Plotly.react(place, data, layout, JSON.parse(place.dataset.config));
    place.classList.toggle("leads", Boolean(aim(name, 0)));
    const first = !followed.has(place);
    followed.set(place, size(place));
    if (!first) return;
    place.on("plotly_click", (clicked) => follow(name, clicked));
    new ResizeObserver(() => place.offsetWidth && fit(name, place)).observe(place);
  };

  const size = (place) => [style.fontSize, place.offsetWidth, place.offsetHeight].join();

  // On another screen letters have another size, too. A legend that takes fewer rows than before finds its place only when the
  // margins are those of its new height: in the second drawing.
  const fit = async (name, place) => {
    if (followed.get(place) === size(place)) return;
    draw(name);
    await window.Plotly.Plots.resize(place);
    if (place.layout.showlegend) window.Plotly.redraw(place);
  };

  // ---- what is shown leads to its comments ----

  const moment = (minutes) => new Date(minutes * 60000).toISOString().replace(".000", "");

  const aim = (name, place) => {
    const { aims, to, spans } = shown.get(name)?.ways || {};
    if (aims) return aims[place];
    if (!spans || place >= spans.length) return null;
    const until = place + 1 < spans.length ? `&until=${moment(spans[place + 1])}` : "";
    return `${to}&since=${moment(spans[place])}${until}`;
  };

  let touched = null; // where there is no pointer to hover with, a first touch shows the figures

  const follow = (name, { event, points }) => {
    const place = points[0]?.pointIndex;
    const address = aim(name, place);
    if (!address) return;
    const spot = `${name} ${place}`;
    if (matchMedia("(hover: none)").matches && touched !== spot) return (touched = spot);
    go(address, event);
  };

  // Within the page that is shown, as its own links do; beside it, where the browser is asked to.
  const go = (address, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return window.open(address);
    event.preventDefault?.();
    const { pathname, search } = new URL(address, location.href);
    window.dash_clientside.set_props("address", { pathname, search });
  };

  addEventListener("click", (event) => {
    const link = event.target.closest?.("td a.into, th a.into");
    if (link?.closest("[id$=-table]")) go(link.href, event);
  });

  const drawAll = () => window.Plotly && [...shown.keys()].forEach(draw);

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);

  // ---- the numbers as a table, made while somebody has it open ----

  const element = (tag, content, more) => {
    const made = Object.assign(document.createElement(tag), more);
    made.append(...content);
    return made;
  };

  const leading = (content, aim) =>
    aim ? element("a", [content], { href: aim, className: "into" }) : content;

  const tabulate = (name) => {
    const place = by(`${name}-table`);
    if (!place?.closest("details").open || !shown.has(name)) return;
    const { caption, heads, rows } = shown.get(name).table;
    const aims = shown.get(name).ways?.rows || [];
    const body = rows.map(([first, ...others], row) =>
      element("tr", [
        element("th", [leading(first, aims[row])], { scope: "row" }),
        ...others.map((each) => element("td", [each])),
      ]),
    );
    const head = heads.map((each) => element("th", [each], { scope: "col" }));
    place.replaceChildren(
      element("table", [
        element("caption", [caption], { className: "unseen" }),
        element("thead", [element("tr", head)]),
        element("tbody", body),
      ]),
    );
  };

  // This event does not bubble.
  addEventListener("toggle", ({ target }) => tabulate(target.dataset?.table), true);

  // ---- pictures and paper ----

  // A picture of its own paper: on white, a dark screen's light letters could not be read.
  const picture = async ({ picture: id, file }) => {
    const graph = by(id);
    if (!graph?.layout) return;
    const layout = { ...graph.layout, paper_bgcolor: style.getPropertyValue("--card").trim() };
    const { offsetWidth: width, offsetHeight: height } = graph;
    const link = document.createElement("a");
    link.href = await window.Plotly.toImage({ data: graph.data, layout }, { format: "svg", width, height });
    link.download = `${file}.svg`;
    link.click();
  };

  addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-picture]");
    if (button) picture(button.dataset);
  });

  // Paper is light and has another width than the screen: there the drawings fill their column.
  const paper = (on) => {
    if (root.classList.contains("paper") === on) return;
    root.classList.toggle("paper", on);
    drawAll();
    for (const svg of document.querySelectorAll(".js-plotly-plot .main-svg")) {
      const size = `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`;
      on ? svg.setAttribute("viewBox", size) : svg.removeAttribute("viewBox");
    }
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
  matchMedia("print").addEventListener("change", ({ matches }) => paper(matches));

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    charts: { keep, show: (chart) => (show(chart), window.dash_clientside.no_update) },
  });
})();
