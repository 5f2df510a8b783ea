// What runs in the browser: the stream, and putting its news in place; times in the viewer's zone.
// (charts.js has the charts.)
(() => {
  "use strict";

  const STALE_AFTER = 12000; // ms without a beat; the server sends one every 5 s
  const GRACE = 2000; // ms that a reconnection may take before the screen says so
  const AGAIN = 3000; // ms between two tries of what the server has refused
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const unchanged = () => window.dash_clientside.no_update;
  const LOCALE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const DECIMAL = (0.5).toLocaleString(LOCALE)[1];
  const root = document.documentElement.dataset.root ?? ""; // the path that all of the dashboard stands below
  const words = () => document.getElementById("live").dataset;

  let address = null; // of the stream that is wanted
  let source = null; // the stream that is open
  let heard = 0; // when it last said anything
  let lost = null; // since when the screen is not live
  let again = 0; // the timer of a page that could not be shown

  // ---- the stream ----

  const watch = ({ title, stream, retry }) => {
    document.title = title;
    here();
    window.dash_clientside.answers.turn();
    window.dash_clientside.charts.keep();
    for (const id of [...ticking.keys()]) halt(id); // its number is another's here
    document.getElementById("first")?.remove(); // the server's own HTML: now the page does more than be read
    clearTimeout(again);
    if (retry) again = setTimeout(() => location.reload(), AGAIN);
    close();
    address = stream;
    lost = null;
    say(stream ? words().connecting : "", "live");
    open();
    return unchanged();
  };

  // The head of Dash's pages stays as it is while pages change: the place that is shown is marked in it.
  const here = () => {
    for (const link of document.querySelectorAll("header nav a")) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (const menu of document.querySelectorAll("header .places")) {
      menu.classList.toggle("inside", Boolean(menu.querySelector("[aria-current]")));
    }
  };

  const open = () => {
    if (!address || source || document.hidden) return;
    heard = Date.now();
    const mine = (source = openStream(address));
    mine.addEventListener("show", (event) => {
      heard = Date.now();
      window.dash_clientside.answers.calm(() => mine === source && show(JSON.parse(event.data)));
    });
    mine.addEventListener("beat", (event) => {
      heard = Date.now();
      event.data === "live" ? alive() : gone();
    });
    mine.addEventListener("over", signedOut);
    mine.onerror = () => {
      gone();
      if (mine.readyState === EventSource.CLOSED) refused(mine);
    };
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };

  const refused = async (mine) => {
    if (mine !== source) return;
    close();
    const answer = await fetch(`${root}/session`).catch(() => null);
    if (answer && answer.status === 401) signedOut();
    else setTimeout(open, AGAIN);
  };

  const signedOut = () => {
    close();
    address = null;
    location.assign(`${root}/sign-in?next=${location.pathname.slice(root.length) || "/"}`);
  };

  const alive = () => {
    lost = null;
    say(words().live, "live on");
  };

  const gone = () => {
    lost = lost || Date.now();
  };

  const clock = (date) => date.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit" });

  setInterval(() => {
    if (!address || document.hidden) return;
    if (source && Date.now() - heard > STALE_AFTER) {
      gone();
      close();
      open();
    }
    if (lost && Date.now() - lost > GRACE) {
      say(words().lost.replace("{time}", clock(new Date(lost))), "live off");
    }
  }, 500);

  // Windows share their streams (static/streams.js); hidden ones need none.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", () => open());

  // ---- putting news in place ----

  const set = (id, props) => {
    try {
      window.dash_clientside.set_props(id, props);
    } catch {
      // The page that this was for has just been left.
    }
  };

  let said = null; // the server wrote the first one
  const say = (text, className) => {
    if (said !== text) set("live", { children: text, className });
    said = text;
  };

  // A marker's words and its time, by the campaign's clock as all of its page.
  let marked = ""; // the one that was set last
  const mark = (clicks, submits, words, when) => {
    const wanted = { words: words || "", at: when || "" };
    const twice = marked === JSON.stringify(wanted) && window.dash_clientside.answers.underWay.has("marker-new.data");
    if (twice || !(clicks || submits)) return unchanged();
    marked = JSON.stringify(wanted);
    return { ...wanted, again: Date.now() };
  };

  // A stream begins with all that its page shows: mostly what it shows already.
  const changed = ([id, props]) => {
    try {
      const now = { ...window.dash_component_api.getLayout(id).props, ...ticking.get(id)?.aim };
      return Object.keys(props).some((key) => JSON.stringify(now[key]) !== JSON.stringify(props[key]));
    } catch {
      return false; // the page that this was for has just been left, or has no such part
    }
  };

  const show = (news) => {
    for (const [id, props] of Object.entries(news).filter(changed)) {
      const element = document.getElementById(id);
      const { children, ...others } = props;
      if (!element?.classList.contains("ticks") || still.matches) set(id, props);
      else {
        if (Object.keys(others).length) set(id, others);
        tick(id, element, children);
      }
    }
  };

  // A number runs to its new value in a few steps, unless it is the next one anyway.
  const NUMBER = DECIMAL === "." ? /^(\D*)([\d,]+)(\.\d+)?(.*)$/ : /^(\D*)([\d.]+)(,\d+)?(.*)$/;
  const ticking = new Map(); // by id: the timer, and what it ends with

  const halt = (id) => {
    clearInterval(ticking.get(id)?.timer);
    ticking.delete(id);
  };

  const tick = (id, element, text) => {
    halt(id);
    const [from, to] = [element.textContent, text].map((each) => NUMBER.exec(each));
    if (!from || !to || from[1] !== to[1] || from[4] !== to[4]) return set(id, { children: text });
    const digits = (to[3] || DECIMAL).length - 1;
    const [begin, end] = [from, to].map((each) => Number(each[2].replace(/\D/g, "") + (each[3] || "").replace(DECIMAL, ".")));
    const steps = Math.min(8, Math.round(Math.abs(end - begin) * 10 ** digits));
    let step = 0;
    const next = () => {
      step += 1;
      if (step >= steps) {
        halt(id);
        return set(id, { children: text });
      }
      const value = begin + ((end - begin) * step) / steps;
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      set(id, { children: to[1] + value.toLocaleString(LOCALE, options) + to[4] });
    };
    if (steps > 1) ticking.set(id, { timer: setInterval(next, 40), aim: { children: text } });
    next();
  };

  // ---- times ----

  const formats = new Map(); // making one takes a hundred times as long as using it

  const format = (options, at) => {
    const key = JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALE, options));
    return formats.get(key).format(at);
  };

  // A page of one campaign is by the clock of the campaign's time zone, all else by the viewer's.
  const write = (element) => {
    const at = new Date(element.dateTime);
    const now = new Date();
    const timeZone = document.querySelector("[data-zone]")?.dataset.zone;
    const differ = (part) => format({ ...part, timeZone }, at) !== format({ ...part, timeZone }, now);
    const options = { hour: "2-digit", minute: "2-digit", timeZone };
    if (differ({ dateStyle: "short" })) Object.assign(options, { day: "numeric", month: "short" });
    if (differ({ year: "numeric" })) options.year = "numeric";
    if (element.dataset.seconds) options.second = "2-digit";
    // The text node stays React's own, or it could not change it any more.
    element.firstChild.nodeValue = format(options, at);
    element.title = format({ dateStyle: "full", timeStyle: "long", timeZone }, at);
  };

  const writeAll = (root) => {
    if (root.matches?.("time[datetime]")) write(root);
    root.querySelectorAll?.("time[datetime]").forEach(write);
  };

  writeAll(document);

  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") write(target);
      else addedNodes.forEach(writeAll);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["datetime"],
  });

  addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-again]")) location.reload();
  });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest(".define")) {
      document.activeElement.blur();
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    feedback: { watch, mark },
  });
})();
