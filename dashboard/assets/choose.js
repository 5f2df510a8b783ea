// Choosing campaigns on the overview: every change of a filter is a new address; what is ticked can be
// compared.
(() => {
  "use strict";

  const set = (id, props) => window.dash_clientside.set_props(id, props);

  const choose = (form) => {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    for (const { name, value } of form.elements) {
      if (!name) continue;
      value.trim() ? query.set(name, value.trim()) : query.delete(name);
    }
    set("address", { search: query.size ? `?${query}` : "" });
  };

  let places = 0;

  const tick = () => {
    const { few, ready, many, most, usual } = document.getElementById("ticked-bar").dataset;
    const ticked = [...document.querySelectorAll('.tick [aria-checked="true"]')]
      .sort((one, other) => one.dataset.place - other.dataset.place);  // in the order they were ticked in
    const slugs = ticked.map((box) => box.dataset.slug);
    const fit = slugs.length > 1 && slugs.length <= most;
    const said = slugs.length < 2 ? few : fit ? ready.replace("{}", slugs.length) : many;
    const query = new URLSearchParams(slugs.map((slug) => ["c", slug]));
    query.set("period", new URLSearchParams(location.search).get("period") || usual); // the one that the list is of
    set("ticked", { children: said });
    set("compare", { href: `${document.documentElement.dataset.root ?? ""}/compare?${query}`, className: fit ? "primary" : "primary off" });
    set("ticked-bar", { hidden: !slugs.length });
  };

  addEventListener("click", ({ target }) => {
    if (!target.matches(".tick [aria-checked]")) return;
    target.setAttribute("aria-checked", target.getAttribute("aria-checked") === "false");
    target.dataset.place = ++places;
    tick();
  });

  addEventListener("change", ({ target }) => {
    if (target.form?.matches(".choose")) choose(target.form);
  });

  addEventListener("submit", (event) => {
    if (!event.target.matches(".choose")) return;
    event.preventDefault();
    choose(event.target);
  });
})();
