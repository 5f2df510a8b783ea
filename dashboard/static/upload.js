// Uploads a list piece by piece: after a break it asks how much has arrived, and goes on from there.
(() => {
  "use strict";
  const input = document.getElementById("list-file");
  const place = document.getElementById("list");
  const TRIES = 5; // for one piece, each after twice the time
  const MOVING = ["receiving", "reading", "waiting", "signing"]; // states that are asked for again and again
  let turn = 0; // what is done last counts: an earlier request's answer is shown no more

  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const now = () => place.firstElementChild;
  // While only a bar moves the rest stays where it is: a button that is replaced loses the press that is on it.
  const moved = (fresh) => {
    const same = now()?.dataset.state === fresh.dataset.state && now().dataset.address === fresh.dataset.address;
    if (!same || !MOVING.includes(fresh.dataset.state)) return false;
    Object.assign(now().dataset, fresh.dataset);
    const bar = fresh.querySelector(".bar-label");
    if (bar) now().querySelector(".bar-label").replaceWith(bar);
    return true;
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!moved(fresh)) place.replaceChildren(fresh);
    for (const time of place.querySelectorAll("time")) time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return now().dataset;
  };

  const ask = async (mine, address, options) => {
    const response = await fetch(address, options);
    if (response.redirected || response.status === 401) return location.reload();
    if (!response.ok && response.status !== 400) throw new Error(response.statusText);
    const html = await response.text();
    return mine === turn ? show(html) : null;
  };

  const broke = (mine, again) => {
    if (mine !== turn) return;
    const text = Object.assign(document.createElement("p"), { className: "wrong", textContent: `${input.dataset.broke} ` });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: input.dataset.goOn });
    button.addEventListener("click", again);
    text.setAttribute("role", "alert");
    text.append(button);
    place.replaceChildren(text);
  };

  const insist = async (mine, address, options) => {
    for (let tries = 1; mine === turn; tries += 1)
      try {
        return await ask(mine, address, options);
      } catch (error) {
        if (tries === TRIES) throw error;
        await wait(500 * 2 ** tries);
      }
  };

  const send = async (file) => {
    const mine = (turn += 1);
    const form = new URLSearchParams({ name: file.name, size: file.size, mark: `${file.name} ${file.size} ${file.lastModified}` });
    try {
      let state = await insist(mine, input.dataset.address, { method: "POST", body: form });
      while (mine === turn && state?.state === "receiving") {
        const [at, piece] = [Number(state.received), Number(state.piece)];
        const body = file.slice(at, at + piece);
        // What went wrong on the way may have arrived: a piece that is there already changes nothing.
        state = await insist(mine, `${state.address}?at=${at}`, { method: "PUT", body });
      }
      while (mine === turn && state?.state === "reading") {
        await wait(700);
        state = await insist(mine, state.address);
      }
    } catch {
      broke(mine, () => send(file));
    }
  };

  const sign = async (form) => {
    const mine = (turn += 1);
    try {
      let state = await insist(mine, form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      while (mine === turn && ["reading", "waiting", "signing"].includes(state?.state)) {
        await wait(700);
        state = await insist(mine, state.address);
      }
    } catch {
      broke(mine, () => send(input.files[0]));
    }
  };

  const forget = async (address) => {
    const mine = (turn += 1);
    try {
      await insist(mine, address, { method: "DELETE" });
      if (mine === turn) input.value = "";
    } catch {
      broke(mine, () => forget(address));
    }
  };

  input.addEventListener("change", () => input.files.length && send(input.files[0]));
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    sign(event.target);
  });
  place.addEventListener("click", (event) => event.target.dataset.list === "forget" && forget(now().dataset.address));
})();
