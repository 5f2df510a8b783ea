// What a slow or broken line does to a press: an answer to a page that was left is dropped, what is typed meanwhile stays, a
// page is asked for again, nothing is drawn anew under a finger, and a deed of which the server says nothing is not passed
// over in silence.
(() => {
  "use strict";

  const TRIES = 4; // for what only reads, each after twice the time
  const FIRST = 500; // ms
  const PRESS = 1000; // ms that drawing waits at most for a press to end
  const AFTER = 50; // ms from there to its click
  const READS = /^(\.\.)?(page|list|found|case-found)\.children/; // outputs: asked again, they do no harm
  const OF_A_CARD = /^(\.\.)?\{/; // its outputs belong to one comment or case, on whatever page it stands
  const plain = window.fetch;
  const underWay = new Set(); // what was pressed, as Dash names it, until its answer comes
  let page = 0; // counts the pages that were drawn

  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const nothing = () => new Response(null, { status: 204 }); // Dash changes nothing then
  const unsaid = (shown) => {
    const line = document.getElementById("unsaid");
    if (line) line.hidden = !shown;
  };

  // ---- a press ----

  let pressed = false;
  let waiting = []; // what is drawn once the press has ended, in order
  let limit = 0;

  // A click comes from one element: were it drawn anew between down and up, there would be none.
  const calm = (act) => void (pressed ? waiting.push(act) : act());
  const release = () => {
    clearTimeout(limit);
    pressed = false;
    const acts = waiting;
    waiting = [];
    acts.forEach((act) => act());
  };
  const ended = () => {
    clearTimeout(limit);
    limit = setTimeout(release, AFTER);
  };
  addEventListener("pointerdown", () => {
    pressed = true;
    clearTimeout(limit);
    limit = setTimeout(release, PRESS);
  }, true);
  for (const kind of ["pointerup", "pointercancel", "dragend"]) addEventListener(kind, ended, true);

  // The second press of a double click is none, for what stands there by now may be another button; nor is one on a button
  // whose first is still under way.
  addEventListener("click", (event) => {
    const button = event.target.closest?.('button[id^="{"], #marker-add');
    if (!button) return;
    const again = [...underWay].some((name) => name.startsWith(`${button.id}.`));
    if (event.detail > 1 || again) event.stopImmediatePropagation();
  }, true);

  // ---- what is typed ----

  const FIELDS = "main input[id], main textarea[id]";
  let typing = null; // the field that somebody writes in while its page comes anew: its id and text

  const texts = () => new Map([...document.querySelectorAll(FIELDS)].map((field) => [field.id, field.value]));
  const noted = (before) => {
    const field = document.activeElement;
    const more = field?.matches(FIELDS) && before.has(field.id) && before.get(field.id) !== field.value;
    typing = more ? { id: field.id, value: field.value } : null;
  };
  const restore = () => {
    const { id, value } = typing ?? {};
    const field = id && document.getElementById(id);
    typing = null;
    if (!field) return;
    window.dash_clientside.set_props(id.startsWith("{") ? JSON.parse(id) : id, { value });
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus({ preventScroll: true });
  };

  const valueOf = (id) => {
    try {
      return window.dash_component_api.getLayout(id).props.value;
    } catch {
      return undefined; // its page has been left
    }
  };

  // A field is emptied by the answer to what stood in it, and not where more was typed meanwhile.
  const kept = async (answer, state) => {
    const fields = state.filter(({ property }) => property === "value");
    if (answer.status !== 200 || !fields.length) return answer;
    const body = await answer.json();
    for (const { id, value } of fields) {
      const name = typeof id === "string" ? id : JSON.stringify(id, Object.keys(id).sort());
      if (body.response?.[name]?.value === "" && valueOf(id) !== value) delete body.response[name].value;
    }
    return new Response(JSON.stringify(body), { status: 200, headers: { "Content-Type": "application/json" } });
  };

  // ---- Dash's requests ----

  const insist = async (output, ask) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask().catch(() => null);
      if (answer && answer.status < 500) return answer;
      if (tries === TRIES || !READS.test(output)) return null;
      await wait(FIRST * 2 ** tries);
    }
  };

  window.fetch = async (address, options) => {
    if (!`${address}`.includes("_dash-update-component")) return plain(address, options);
    const { output, state = [], changedPropIds = [] } = JSON.parse(options.body);
    const [asked, before] = [page, texts()];
    changedPropIds.forEach((name) => underWay.add(name));
    const answer = await insist(output, () => plain(address, options));
    changedPropIds.forEach((name) => underWay.delete(name));
    await new Promise(calm);
    unsaid(!answer?.ok);
    if (!answer) return nothing();
    if (output.startsWith("page.")) noted(before);
    else if (asked !== page && !OF_A_CARD.test(output)) return nothing();
    if (changedPropIds.includes("fetch.data") && window.dash_clientside.within.writing()) {
      window.dash_clientside.set_props("refresh", { hidden: false }); // news: where somebody began to write they wait
      return nothing();
    }
    return kept(answer, state.flat());
  };

  // A page was drawn.
  const turn = () => {
    page += 1;
    unsaid(false);
    if (typing) setTimeout(restore);
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, { answers: { calm, turn, underWay } });
})();
