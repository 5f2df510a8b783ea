// The wall screen: shows one slide after the other, keeps the shown one up to date, and heals itself.
// A fixed set of elements is filled anew; nothing is added as time goes by.
(() => {
  "use strict";

  const TURN = 15000; // ms that a campaign is shown
  const STALE_AFTER = 12000; // ms without a beat; the server sends one every 5 s
  const AGAIN = 5000; // ms between two tries of what the server has refused
  const LOCALE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const DECIMAL = (0.5).toLocaleString(LOCALE)[1];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement.dataset.root ?? ""; // the path that all of the dashboard stands below
  const by = (id) => document.getElementById(id);

  const slides = new Map();
  let order = [];
  let shown = null; // the slug of the slide on the screen
  let source = null;
  let heard = Date.now();
  let lost = null; // since when the screen is not live

  // ---- the elements ----

  // The server wrote them, filled with the first slide: a bar a score from 0 on, and the rows of the comments.
  const bars = [...document.querySelectorAll("#bars i")];
  const rows = [...by("comments").children].map((row) => {
    const [score, comment] = row.children;
    return { row, score, comment, key: null };
  });

  // ---- showing ----

  const write = (id, text) => {
    const element = by(id);
    if (element.textContent !== text) element.textContent = text;
  };

  const show = (slug, calm) => {
    const slide = slides.get(slug);
    const same = shown === slug;
    shown = slug;
    document.body.classList.toggle("silent", !slide || !slide.comments.length);
    if (!slide) return;
    write("name", slide.name);
    write("kind", slide.kind);
    run("score", slide.score, same && !calm);
    by("score").classList.toggle("none", !/\d/.test(slide.score));
    by("score").classList.toggle("long", slide.score.length > 3);
    write("margin", slide.margin);
    write("latest", slide.latest);
    write("answers", slide.answers);
    write("rate", slide.rate);
    write("period", slide.period);
    write("topics", slide.topics);
    write("course-note", slide.course_note || "");
    by("course").hidden = !slide.course; // of the index alone
    by("course").style.clipPath = slide.course || "";
    const lowest = slide.lowest; // 0, or 1 where nobody can give a 0
    bars.forEach((bar, score) => (bar.closest("div").hidden = score < lowest || score >= lowest + slide.bars.length));
    slide.bars.forEach((share, place) => (bars[lowest + place].style.height = `${100 * share}%`));
    list(slide.comments, same);
    document.title = `${slide.score} · ${slide.name}`;
  };

  const list = (comments, same) => {
    const before = new Set(rows.map((each) => each.key));
    rows.forEach((each, place) => {
      const comment = comments[place];
      each.row.hidden = !comment;
      if (!comment) return (each.key = null);
      const fresh = same && !before.has(comment.key);
      each.key = comment.key;
      each.row.className = comment.band;
      each.score.textContent = comment.score;
      each.comment.textContent = comment.comment;
      if (fresh) {
        void each.row.offsetWidth; // starts the animation anew
        each.row.classList.add("new");
      }
    });
    // No comment is cut off at the foot of the screen.
    const floor = by("comments").getBoundingClientRect().bottom + 1;
    for (const each of rows.slice(1)) {
      if (!each.row.hidden && each.row.getBoundingClientRect().bottom > floor) each.row.hidden = true;
    }
  };

  // A score runs to its new value.
  let running = 0;
  const run = (id, text, moving) => {
    clearInterval(running);
    const [from, to] = [by(id).textContent, text].map((each) => Number(each.replace(DECIMAL, ".")));
    const digits = (text.split(DECIMAL)[1] || "").length;
    const steps = Math.min(8, Math.round(Math.abs(to - from) * 10 ** digits));
    if (!moving || still.matches || !(steps > 1)) return write(id, text);
    let step = 0;
    running = setInterval(() => {
      step += 1;
      write(id, step < steps ? (from + ((to - from) * step) / steps).toFixed(digits).replace(".", DECIMAL) : text);
      if (step >= steps) clearInterval(running);
    }, 40);
  };

  const dots = () => {
    const box = by("turns");
    const wanted = order.length > 1 ? order.length : 0;
    while (box.children.length > wanted) box.lastChild.remove();
    while (box.children.length < wanted) box.append(document.createElement("i"));
    order.forEach((slug, place) => box.children[place]?.classList.toggle("on", slug === shown));
  };

  const turn = () => {
    if (order.length < 2) return;
    const next = order[(order.indexOf(shown) + 1) % order.length];
    document.body.classList.add("turning");
    setTimeout(() => {
      show(next, true);
      dots();
      document.body.classList.remove("turning");
    }, still.matches ? 0 : 400);
  };

  const news = (parts) => {
    for (const [name, part] of Object.entries(parts)) {
      if (name === "order") order = part.slugs;
      else slides.set(name.slice("slide ".length), part);
    }
    for (const slug of slides.keys()) if (!order.includes(slug)) slides.delete(slug);
    if (!order.includes(shown)) show(order[0] ?? null, true);
    else if (parts[`slide ${shown}`]) show(shown, false);
    dots();
  };

  // ---- the stream ----

  const open = () => {
    heard = Date.now();
    const mine = (source = openStream(`${root}/wall-stream${location.pathname.slice(`${root}/wall`.length)}${location.search}`));
    mine.addEventListener("show", (event) => {
      heard = Date.now();
      news(JSON.parse(event.data));
    });
    mine.addEventListener("beat", (event) => {
      heard = Date.now();
      event.data === "live" ? (lost = null) : gone();
      say();
    });
    mine.addEventListener("over", () => location.reload()); // to where it says why
    mine.onerror = () => {
      gone();
      if (mine.readyState === EventSource.CLOSED && mine === source) setTimeout(() => mine === source && again(mine), AGAIN);
    };
  };

  // Refused: perhaps the link was revoked, perhaps the server is only starting again.
  const again = async (mine) => {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer && (answer.status === 401 || answer.redirected)) location.reload();
    else if (mine === source) open(); // else another was opened meanwhile
  };

  const gone = () => (lost = lost ?? Date.now());
  const time = (date) => date.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", hour12: false });

  const say = () => {
    const off = lost !== null && Date.now() - lost > 2000;
    by("live").className = off ? "off" : "on";
    const { live, lost: since } = by("live").dataset;
    write("live", off ? since.replace("{time}", time(new Date(lost))) : live);
  };

  // Every hour anew: a period of the last hours or days begins later then.
  let hour = new Date().getHours();
  const hourly = () => {
    if (new Date().getHours() === hour || source.readyState !== EventSource.OPEN) return;
    hour = new Date().getHours();
    source.close();
    open();
  };

  setInterval(() => {
    hourly();
    if (Date.now() - heard > STALE_AFTER) {
      gone();
      source.close();
      open();
    }
    say();
    write("clock", time(new Date()));
  }, 1000);
  setInterval(turn, TURN);
  addEventListener("resize", () => shown && show(shown, true));
  open();
  // A screen that sleeps shows nothing; where the browser may not be kept awake, so be it.
  navigator.wakeLock?.request("screen").catch(() => {});
})();
