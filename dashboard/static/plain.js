// The pages that Dash does not show: times in the viewer's zone, and a link that copies itself.
(() => {
  "use strict";
  const now = new Date();
  for (const element of document.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const options = { hour: "2-digit", minute: "2-digit" };
    if (at.toDateString() !== now.toDateString()) Object.assign(options, { day: "numeric", month: "short" });
    if (at.getFullYear() !== now.getFullYear()) options.year = "numeric";
    element.textContent = at.toLocaleString("en-GB", options);
    element.title = at.toLocaleString("en-GB", { dateStyle: "full", timeStyle: "long" });
  }
  for (const button of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    button.hidden = !navigator.clipboard; // only where the page came safely
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    });
  }
})();
