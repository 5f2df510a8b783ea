// Uploads a list piece by piece: after a break it asks how much has arrived, and goes on from there.
(() => {
  "use strict";
  const input = document.getElementById("list-file");
  const place = document.getElementById("list");
  const TRIES = 5; // for one piece, each after twice the time
  let turn = 0; // a newer file, or its end, stops an older one's upload

  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const now = () => place.firstElementChild;
  const show = (html) => {
    place.innerHTML = html;
    for (const time of place.querySelectorAll("time")) time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return now().dataset;
  };

  const ask = async (address, options) => {
    const response = await fetch(address, options);
    if (response.redirected || response.status === 401) return location.reload();
    if (!response.ok && response.status !== 400) throw new Error(response.statusText);
    return show(await response.text());
  };

  const broke = (file, mine) => {
    if (mine !== turn) return;
    const text = Object.assign(document.createElement("p"), { className: "wrong", textContent: `${input.dataset.broke} ` });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: input.dataset.goOn });
    button.addEventListener("click", () => send(file));
    text.setAttribute("role", "alert");
    text.append(button);
    place.replaceChildren(text);
  };

  const insist = async (what) => {
    for (let tries = 1; ; tries += 1)
      try {
        return await what();
      } catch (error) {
        if (tries === TRIES) throw error;
        await wait(500 * 2 ** tries);
      }
  };

  const send = async (file) => {
    const mine = (turn += 1);
    const form = new URLSearchParams({ name: file.name, size: file.size, mark: `${file.name} ${file.size} ${file.lastModified}` });
    try {
      let state = await insist(() => ask(input.dataset.address, { method: "POST", body: form }));
      while (mine === turn && state?.state === "receiving") {
        const [at, piece] = [Number(state.received), Number(state.piece)];
        const body = file.slice(at, at + piece);
        // What went wrong on the way may have arrived: a piece that is there already changes nothing.
        state = await insist(() => ask(`${state.address}?at=${at}`, { method: "PUT", body }));
      }
      while (mine === turn && state?.state === "reading") {
        await wait(700);
        state = await insist(() => ask(state.address));
      }
    } catch {
      broke(file, mine);
    }
  };

  const sign = async (form) => {
    const mine = turn;
    try {
      let state = await insist(() => ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }));
      while (mine === turn && ["reading", "waiting", "signing"].includes(state?.state)) {
        await wait(700);
        state = await insist(() => ask(state.address));
      }
    } catch {
      broke(input.files[0], mine);
    }
  };

  const forget = async () => {
    turn += 1;
    await ask(now().dataset.address, { method: "DELETE" });
    input.value = "";
  };

  input.addEventListener("change", () => input.files.length && send(input.files[0]));
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    sign(event.target);
  });
  place.addEventListener("click", (event) => event.target.dataset.list === "forget" && forget());
})();
