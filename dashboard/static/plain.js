// The pages that Dash does not show: times in the viewer's zone, and a link that copies itself.
(() => {
  "use strict";
  document.querySelector("header [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const LOCALE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const now = new Date();
  const timeZone = document.querySelector("[data-zone]")?.dataset.zone; // a campaign's; else the viewer's
  for (const element of document.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const options = { hour: "2-digit", minute: "2-digit", timeZone };
    const differ = (part) => at.toLocaleString(LOCALE, { ...part, timeZone }) !== now.toLocaleString(LOCALE, { ...part, timeZone });
    if (differ({ dateStyle: "short" })) Object.assign(options, { day: "numeric", month: "short" });
    if (differ({ year: "numeric" })) options.year = "numeric";
    element.textContent = at.toLocaleString(LOCALE, options);
    element.title = at.toLocaleString(LOCALE, { dateStyle: "full", timeStyle: "long", timeZone });
  }
  // Where the page came unsafely, or from an old browser, the field itself is copied from.
  const copy = async (field) => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      return document.execCommand("copy");
    }
  };
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (button && (await copy(document.getElementById(button.dataset.copies))))
      button.textContent = button.dataset.copied;
  });
})();

// Cards that a phone shows closed are open on wider screens (as assets/folds.js has it on Dash's pages).
(() => {
  const wide = matchMedia("(min-width: 44rem)");
  const fit = () => document.querySelectorAll(".fold > details").forEach((card) => (card.open = wide.matches));
  wide.addEventListener("change", fit);
  fit();
})();

// Menus of the head close when somebody goes elsewhere, presses Escape, or opens another.
(() => {
  const closeAll = (but) => document.querySelectorAll("header .places[open]").forEach((menu) => menu !== but && (menu.open = false));
  document.addEventListener("click", (event) => closeAll(event.target.closest("a") ? null : event.target.closest(".places")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("header .places[open]");
    if (menu) { menu.open = false; menu.firstElementChild.focus(); }
  });
})();

// A form is sent once: a second press while the first is under way would do it twice, or be refused because of the first.
(() => {
  const PATIENCE = 10000; // ms after which whoever still waits may press again
  const sent = new Map(); // by form: what it says, and when
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post") return;
    const says = `${new URLSearchParams(new FormData(form))} ${submitter?.name}=${submitter?.value}`;
    const last = sent.get(form);
    if (last?.says === says && Date.now() - last.at < PATIENCE) event.preventDefault();
    else sent.set(form, { says, at: Date.now() });
  });
  addEventListener("pageshow", () => sent.clear()); // Back leads to a page that may be sent again
})();
