// The comments on a campaign's page: what was chosen of them stands in the address, and news are put in place.
(() => {
  "use strict";

  const FILTERS = ["search", "scores"]; // of the address, which are this list's
  const unchanged = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const chips = () => [...document.querySelectorAll(".chips [data-score]")];
  const stored = (chip) => expanded(chip.dataset.score); // one of five buttons stands for two scores or three
  const isOn = (chip) => chip.getAttribute("aria-pressed") === "true";

  // ---- the chips ----

  const press = (scores) =>
    chips().forEach((chip) => chip.setAttribute("aria-pressed", stored(chip).some((each) => scores.includes(each))));

  // A chip is pressed here and at once; the server is told which are pressed, not which one was.
  addEventListener("click", ({ target }) => {
    if (!target.matches?.(".chips [data-score]")) return;
    target.setAttribute("aria-pressed", !isOn(target));
    set("scores", { data: chips().filter(isOn).flatMap(stored) });
  });

  // ---- the address ----

  let page = null; // the address of the page that is shown, without the filters of this list
  let top = null; // of the newest comments: what was known last

  const rest = () => {
    const query = new URLSearchParams(location.search);
    FILTERS.forEach((name) => query.delete(name));
    return `${location.pathname}?${query}`;
  };

  // "1-3,6", as the server writes it.
  const spans = (scores) =>
    scores
      .filter((each) => !scores.includes(each - 1))
      .map((low) => {
        let high = low;
        while (scores.includes(high + 1)) high += 1;
        return low === high ? `${low}` : `${low}-${high}`;
      })
      .join(",");

  const expanded = (text) =>
    text.split(",").filter(Boolean).flatMap((span) => {
      const [low, high = low] = span.split("-").map(Number);
      return Array.from({ length: high - low + 1 }, (_, step) => low + step);
    });

  // A page has just been made; React does not know what was pressed here of the one before.
  const begin = (_slug, scores, view) => {
    page = rest();
    top = view.top;
    setTimeout(() => press(scores));
    return unchanged();
  };

  const write = (scores, search) => {
    const query = new URLSearchParams(location.search);
    const wanted = { search: (search || "").trim(), scores: spans(scores) };
    if (FILTERS.every((name) => (query.get(name) || "") === wanted[name])) return unchanged();
    for (const name of FILTERS) wanted[name] ? query.set(name, wanted[name]) : query.delete(name);
    const text = query.toString().replaceAll("%2C", ",");
    history.pushState({}, "", location.pathname + (text && `?${text}`));
    return unchanged();
  };

  // Back to what was chosen before: the page stays, its list follows. Dash would make the whole page anew, or nothing,
  // for it does not know of these addresses.
  const restore = (event) => {
    if (!chips().length || rest() !== page) return;
    event.stopImmediatePropagation();
    const query = new URLSearchParams(location.search);
    const scores = expanded(query.get("scores") || "");
    press(scores);
    set("scores", { data: scores });
    set("search", { value: query.get("search") || "" });
  };
  addEventListener("popstate", restore, true);
  addEventListener("_dashprivate_pushstate", restore, true);

  // ---- news ----

  const writing = () => {
    const list = document.getElementById("list");
    const field = list?.contains(document.activeElement) && document.activeElement.matches("input, textarea");
    return field || list?.querySelector("details[data-press][open]");
  };

  // Who has turned to another page waits for that one: news would take the place of their press.
  let turned = ""; // the view that they turned away from
  addEventListener("click", ({ target }) => {
    if (target.closest?.("#older, #newer")) turned = JSON.stringify(window.dash_component_api.getLayout("view").props.data);
  }, true);

  // New comments push themselves in only where somebody looks at the top of the whole list, and writes nothing there.
  // Who handles them asks for the list as they see it; to all others the same is sent. Whether there is a button to show
  // new ones is returned: hidden or not.
  const newest = (news, view) => {
    if (!news || !top || news.mark === top.mark) return unchanged();
    const more = String(news.keys) !== String(top.keys);
    top = { mark: news.mark, keys: news.keys };
    const elsewhere = view.search || view.scores.length || view.trail.length || turned === JSON.stringify(view);
    if (elsewhere || (view.handles && writing())) return more ? false : unchanged();
    if (view.handles) set("fetch", { data: Date.now() });
    else {
      const { view: its, ...shown } = news.shown;
      for (const [id, props] of Object.entries(shown)) set(id, props);
      set("view", { data: { ...view, ...its.data } });
    }
    return true;
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    within: { begin, write, writing, newest },
  });
})();
