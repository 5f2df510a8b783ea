// The studio: what is chosen is shown at once and stands in the address; forms answer in their place.
(() => {
  "use strict";
  const choices = document.getElementById("choices");
  let asking = null; // the last question; an earlier one's answer is of no use any more

  const read = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

  // A frame that stays keeps its place and does not flash; only its page is changed.
  const put = (old, fresh) => {
    const [before, after] = [old, fresh].map((part) => [...part.querySelectorAll("iframe")]);
    if (old.isEqualNode(fresh)) return;
    if (before.length && before.length === after.length) {
      before.forEach((frame, place) => frame.srcdoc !== after[place].srcdoc && (frame.srcdoc = after[place].srcdoc));
      for (const pre of old.querySelectorAll("pre")) pre.textContent = fresh.querySelector("pre").textContent;
    } else old.replaceWith(fresh);
  };

  const show = (page, only) => {
    for (const fresh of page.querySelectorAll(only ? `[data-part="${only}"]` : "[data-part]")) {
      if (!only && ["sent", "report"].includes(fresh.dataset.part)) continue;
      put(document.querySelector(`[data-part="${fresh.dataset.part}"]`), fresh);
    }
  };

  const chosen = async () => {
    const query = new URLSearchParams(new FormData(choices));
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    asking?.abort();
    asking = new AbortController();
    try {
      const response = await fetch(`${location.pathname}?${query}`, { signal: asking.signal });
      if (!response.ok || response.redirected) return location.reload();
      const page = await read(response);
      history.replaceState(null, "", `${location.pathname}?${query}`);
      for (const fresh of page.querySelectorAll("[data-sync]")) {
        const old = document.getElementById(fresh.id);
        old.hidden = fresh.hidden;
        if ("placeholder" in fresh) old.placeholder = fresh.placeholder;
      }
      show(page);
    } catch (error) {
      if (error.name !== "AbortError") said("corrected", "wrong", error.message);
    }
  };
  choices.addEventListener("input", chosen);
  choices.addEventListener("submit", (event) => {
    event.preventDefault();
    chosen();
  });

  const said = (part, kind, text) => {
    const line = Object.assign(document.createElement("p"), { className: kind, textContent: text });
    document.querySelector(`[data-part="${part}"]`).replaceChildren(line);
  };

  const sent = new Map(); // each form's last request: an earlier one's answer is shown no more
  const send = async (form) => {
    const mine = {};
    sent.set(form, mine);
    const file = form.querySelector("input[type=file]");
    if (file?.files[0]?.size > file?.dataset.largest) return said(form.dataset.into, "wrong", file.dataset.tooLarge);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const address = `${new URL(form.action).pathname}${location.search}`;
      const response = await fetch(address, { method: "POST", body: new FormData(form) });
      if (response.status === 401) return location.reload(); // signed out meanwhile: the way in leads back here
      const page = await read(response);
      if (sent.get(form) !== mine) return;
      if (!page.querySelector(`[data-part="${form.dataset.into}"]`)) throw new Error(`${response.status} ${response.statusText}`);
      show(page, form.dataset.into);
    } catch (error) {
      if (sent.get(form) === mine) said(form.dataset.into, "wrong", error.message);
    } finally {
      if (sent.get(form) === mine) button.disabled = false;
    }
  };
  for (const form of document.querySelectorAll("form[data-into]"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });

  // A file that misses the zone must not take the page's place.
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
  for (const zone of document.querySelectorAll(".drop")) {
    const input = zone.querySelector("input");
    zone.addEventListener("dragover", () => zone.classList.add("over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  const mail = document.querySelector("input[name=mail]");
  mail.addEventListener("change", () => mail.files.length && send(mail.form));
})();
