// The comments' page: filters make the address, keys press its buttons, news are announced. What the page
// shows never moves by itself.
(() => {
  "use strict";

  const OFF = "comments-keys-off"; // in this browser's storage: who has turned the keys off
  const MOST = 10; // so many new comments are counted
  const wide = matchMedia("(min-width: 70rem)");
  const unchanged = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (path) => location.pathname === `${document.documentElement.dataset.root ?? ""}${path}`;
  const cases = () => at("/cases");
  const here = () => at("/comments") || cases();

  // ---- the address ----

  const go = () => {
    const query = new URLSearchParams();
    for (const form of document.querySelectorAll("[data-sieve]")) {
      for (const [name, value] of new FormData(form)) {
        const plain = value.trim();
        const usual = (form.dataset.usual || "newest").split(" "); // what an address need not say
        if (plain && !(["sort", "state"].includes(name) && usual.includes(plain))) query.set(name, plain);
      }
    }
    const search = query.toString();
    set("address", { search: search ? `?${search}` : "" });
  };

  addEventListener("change", (event) => {
    if (event.target.closest("[data-sieve]")) setTimeout(go); // after the field's own
  });
  addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sieve]")) return;
    event.preventDefault();
    go();
  });

  // ---- news ----

  // A new one is later than all that there were when the list was made; the list itself stays.
  const announce = (arrived, since) => {
    const later = (arrived || []).filter((at) => !since || new Date(at) > new Date(since)).length;
    if (!later) return "new";
    const number = later > MOST ? `${MOST}+` : `${later}`;
    const { one, many } = document.getElementById("new").dataset;
    set("new", { children: (later === 1 ? one : many).replace("{number}", number) });
    return "new some";
  };

  const showNew = () => {
    const query = new URLSearchParams(location.search);
    if (query.has("at") || query.has("page")) {
      query.delete("at");
      query.delete("page");
      set("address", { search: query.size ? `?${query}` : "" });
    } else set(cases() ? "case-again" : "again", { data: Date.now() });
    scrollTo({ top: 0 });
  };

  const differs = (id, children) =>
    JSON.stringify(window.dash_component_api.getLayout(id)?.props.children) !== JSON.stringify(children);

  // What colleagues do shows in the cards that are on the screen.
  const refresh = (handled) => {
    for (const { key, of, ...parts } of handled || []) {
      for (const [part, children] of Object.entries(parts)) {
        const id = of ? { of, show: part } : { key, part };
        // As dash writes such ids: the names in order. Where somebody is choosing nothing moves.
        const shown = document.getElementById(JSON.stringify(id));
        if (shown && !shown.querySelector("details[open] button") && differs(id, children)) set(id, { children });
      }
    }
    return unchanged();
  };

  // What recipients change shows there too: some seconds after something changed each card says what it shows, and is
  // told what that is by now. What is being typed stands in another part of it.
  const LOOK = 3000; // ms, in which many changes are one look
  let look = null;
  const marks = (news) => {
    if (news) look ??= setTimeout(() => {
      look = null;
      const shown = cases() ? cards().map(({ dataset }) => `${dataset.key} ${dataset.mark ?? ""}`) : [];
      if (shown.length) set("case-marks", { data: shown });
    }, LOOK);
    return unchanged();
  };

  const answered = (changed) => {
    for (const { of, mark, parts } of changed || []) {
      for (const [show, props] of Object.entries(parts)) {
        const id = { of, show };
        if (document.getElementById(JSON.stringify(id))) set(id, props);
      }
      for (const card of cards()) if (card.dataset.key === of) card.dataset.mark = mark;
    }
    return unchanged();
  };

  // ---- keys ----

  const off = () => localStorage.getItem(OFF) === "1";
  const cards = () => [...document.querySelectorAll(".cards article")];
  let last = null; // the key of the card that was read last

  const current = () =>
    document.activeElement?.closest(".cards article") ||
    cards().find((card) => card.dataset.key === last);

  const step = (by) => {
    const all = cards();
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (!next) return;
    next.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    next.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };

  const press = (key) => {
    const card = current() || cards()[0];
    const aim = card?.querySelector(`[data-press="${key}"]`);
    if (!aim) return;
    if (aim.tagName !== "DETAILS") {
      card.focus({ preventScroll: true });
      return aim.click();
    }
    aim.open = true;
    aim.querySelector("input, textarea, button").focus();
  };

  const ACTS = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => document.getElementById("sieve-search")?.focus(),
    "?": () => help(),
    r: () => document.querySelector("#new.some")?.click(),
  };

  const help = () => {
    const dialog = document.getElementById("help");
    dialog?.open ? dialog.close() : dialog?.showModal();
  };

  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!here() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.matches("input, textarea, select")) return writing(event);
    if (off() || (key !== "?" && document.querySelector("dialog[open]"))) return;
    const act = ACTS[key] || (/^[a-z]$/.test(key) ? () => press(key) : null);
    if (!act) return;
    event.preventDefault();
    act();
  });

  // Escape leaves a field for its card; Enter gives the tag.
  const writing = (event) => {
    const card = event.target.closest("article");
    if (event.key === "Escape") {
      const fold = event.target.closest("details[data-press]");
      if (fold) fold.open = false;
      card ? card.focus() : event.target.blur();
    } else if (event.key === "Enter" && card && event.target.matches("input")) {
      event.preventDefault();
      event.target.closest(".row").querySelector("button").click();
    }
  };

  addEventListener("focusin", (event) => {
    const card = event.target.closest?.(".cards article");
    if (card) last = card.dataset.key;
  });

  addEventListener("click", (event) => {
    if (event.target.closest("#new")) showNew();
    // What is pressed there is made anew: whoever works by the keyboard keeps their place.
    event.target.closest(".cards article :is(.acts, .handled) button")?.closest("article").focus({ preventScroll: true });
    const does = event.target.closest("[data-keys]")?.dataset.keys;
    if (does === "help") help();
    if (does === "toggle") {
      off() ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1");
      name(event.target);
    }
  });

  // ---- when the page appears ----

  const name = (button) => {
    const text = off() ? button.dataset.on : button.dataset.off;
    if (button.firstChild.nodeValue !== text) button.firstChild.nodeValue = text;
  };

  new MutationObserver((changes) => {
    if (!here() || !changes.some(({ addedNodes }) => addedNodes.length)) return;
    const filters = document.querySelector("details.filters:not([data-met])");
    if (filters) {
      filters.dataset.met = "";
      filters.open = wide.matches;
    }
    document.querySelectorAll("input[name=since], input[name=until]").forEach((field) => {
      if (field.type !== "date" && !field.value.includes("T")) field.type = "date"; // not of a moment
    });
    document.querySelectorAll("[data-keys=toggle]").forEach(name);
  }).observe(document.documentElement, { subtree: true, childList: true });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    comments: { announce, answered, marks, refresh },
  });
})();
