// The row that chooses a page's period: two days become a part of the address, an open menu closes, and the places in the
// head lead to pages of the same period.
(() => {
  "use strict";

  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const menus = () => [...document.querySelectorAll("details.pick[open]")];

  // Whoever presses elsewhere, or chooses, closes a menu.
  addEventListener("click", ({ target }) => {
    menus().forEach((menu) => {
      if (!menu.contains(target) || target.closest(".menu a")) menu.open = false;
    });
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  addEventListener("submit", (event) => {
    const name = event.target.dataset?.days;
    if (!name) return;
    event.preventDefault();
    const [first, last] = ["first", "last"].map((end) => event.target.elements[end].value);
    if (!first && !last) return;
    const [from, to] = [first || last, last || first].sort();
    const query = new URLSearchParams(location.search);
    query.set(name, `${from}..${to}`);
    set("address", { search: `?${query.toString().replaceAll("%3A", ":")}` });
  });

  // The browser has a calendar for days.
  new MutationObserver(() => {
    document.querySelectorAll("form[data-days] input").forEach((field) => {
      if (field.type !== "date") field.type = "date";
    });
  }).observe(document.documentElement, { subtree: true, childList: true });

  // In the head of the page, as the links within it (kit/periods/period_links.py).
  const along = (link) => {
    const aim = new URL(link.href);
    const here = new URLSearchParams(location.search);
    const [period, against] = ["period", "against"].map((name) => here.get(name));
    const ofAll = (named) => named && !/^(sent|wave)/.test(named); // no campaign's own
    if (ofAll(period)) {
      aim.searchParams.set("period", period);
      const held = ["/", "/journey"].map((path) => (document.documentElement.dataset.root ?? "") + path);
      if (ofAll(against) && held.includes(aim.pathname)) aim.searchParams.set("against", against);
    }
    return aim.pathname + aim.search.replaceAll("%3A", ":");
  };

  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("header a.along");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return;
      const aim = along(link);
      if (aim === link.getAttribute("href")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const [pathname, search = ""] = aim.split("?");
      set("address", { pathname, search: search && `?${search}` });
      scrollTo(0, 0);
    },
    true,
  );
})();
