// A field above each long list of choices that leaves only those with what is typed; on Dash's pages and the plain ones.
(() => {
  "use strict";
  const LONG = 30; // choices that can be looked through without one

  const sift = (list, typed) => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => words.every((word) => option.label.toLowerCase().includes(word));
    for (const option of list.options) // what is chosen, and what stands for all, stays
      option.hidden = option.disabled = !(option.selected || option.value === "" || fits(option));
    for (const group of list.querySelectorAll("optgroup"))
      group.hidden = [...group.children].every((option) => option.hidden);
  };

  // A field within a label would take it from the list, which therefore gets a name of its own.
  const name = (list) => {
    const label = list.closest("label");
    if (label && !list.ariaLabel) list.ariaLabel = label.firstChild?.textContent.trim();
    return list.ariaLabel ?? list.labels[0]?.textContent.trim() ?? "";
  };

  const field = (list) => {
    const input = Object.assign(document.createElement("input"), {
      type: "search", className: "sift", autocomplete: "off",
      placeholder: document.querySelector("header")?.dataset.find ?? "",
    });
    input.ariaLabel = `${input.placeholder}: ${name(list)}`;
    const own = () => input.nextElementSibling; // Dash may have put another list in its place
    input.addEventListener("input", () => sift(own(), input.value));
    input.addEventListener("change", (event) => event.stopPropagation()); // it is no part of its form
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      own().focus();
    });
    return input;
  };

  const equip = (root) => {
    for (const list of root.querySelectorAll?.("select") ?? []) {
      if (list.multiple || list.options.length <= LONG) continue;
      if (list.previousElementSibling?.matches(".sift")) name(list);
      else list.before(field(list));
    }
  };

  const begin = () => {
    equip(document);
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) if (addedNodes.length) equip(target.matches?.("select") ? target.parentElement : target);
    }).observe(document.body, { subtree: true, childList: true });
  };
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", begin) : begin();
})();
