// Cards that a phone shows closed (blocks.folded): wider screens show them whole, and then they are open to
// readers too and no stop for the Tab key.
(() => {
  "use strict";

  const wide = matchMedia("(min-width: 44rem)");

  const fit = (details) => {
    details.open = wide.matches;
    details.firstElementChild.tabIndex = wide.matches ? -1 : 0;
  };

  const fitAll = (root) => root.querySelectorAll?.(".fold > details").forEach(fit);

  wide.addEventListener("change", () => fitAll(document));
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(fitAll);
  }).observe(document.documentElement, { subtree: true, childList: true });
  fitAll(document);
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
